package io.firn.benchmarks.compaction;

import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** S3Mock on a free loopback port, with its objects in a directory. */
final class ObjectStorage implements AutoCloseable {
    static final String BUCKET = "lake";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Process process;
    private final int port;

    /** @param argumentFile of its JVM */
    ObjectStorage(Path argumentFile, Path directory) throws InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot find a free port: " + e.getMessage());
        }
        String prefix = "--com.adobe.testing.s3mock.";
        try {
            this.process = new ProcessBuilder(Processes.java(
                            argumentFile,
                            "--server.port=0",
                            prefix + "http-port=" + port,
                            prefix + "store.initial-buckets=" + BUCKET,
                            prefix + "store.root=" + directory.resolve("objects"),
                            "--logging.level.root=ERROR"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("storage.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot start the object storage: " + e.getMessage());
        }
        await();
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private void await() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                Thread.sleep(POLL.toMillis());
            }
        }
        close();
        throw new BenchmarkFailure("Cannot start the object storage: it does not answer; --keep keeps its log");
    }
}
