package io.firn.pipeline.testing;

import io.firn.pipeline.PipelineMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The pipeline in a JVM of its own, to be killed. */
public final class ChildPipeline implements AutoCloseable {
    private final Process process;
    private final Path log;

    private ChildPipeline(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static ChildPipeline start(String yaml, Path directory) throws IOException {
        Path config = Files.writeString(Files.createTempFile(directory, "firn", ".yaml"), yaml);
        Path log = Files.createTempFile(directory, "pipeline", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx400m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PipelineMain.class.getName(),
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ChildPipeline(process, log);
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    public void awaitReady() {
        Await.until(() -> log().contains("pipeline ready") || !process.isAlive(), this::log);
        if (!process.isAlive()) {
            throw new AssertionError("The pipeline ended: " + log());
        }
    }

    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("The pipeline has not ended: " + log());
        }
        return process.exitValue();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
