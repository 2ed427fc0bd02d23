package io.firn.daemon.glue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * Moto's server, which keeps a Glue catalog in memory and answers the AWS client over the wire. It runs in a virtual
 * environment of its own under {@code target}, which stays there for the next time.
 */
final class Moto implements AutoCloseable {
    private static final Path REQUIREMENTS = Path.of("src/test/python/requirements.txt");
    private static final Pattern ADDRESS = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final URI address;

    private Moto(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Skips the test where it cannot be installed, except where everything must run. */
    static Moto startOrSkip() throws IOException {
        Path python;
        try {
            python = install();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            System.out.println("Skipped: no Moto to ask: " + e.getMessage());
            throw new TestAbortedException("no Moto to ask", e);
        }
        Process process = new ProcessBuilder(python.toString(), "-m", "moto.server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .start();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                Thread reader = new Thread(() -> lines.lines().forEach(ignored -> {}), "moto");
                reader.setDaemon(true);
                reader.start();
                return new Moto(process, URI.create(address.group(1)));
            }
        }
        throw new IOException("Cannot start Moto: it ended without an address");
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static Path install() throws IOException {
        Path directory = Path.of(
                "target",
                "moto-" + Integer.toHexString(Files.readString(REQUIREMENTS).hashCode()));
        Path done = directory.resolve("installed");
        try (FileChannel file = FileChannel.open(
                        Path.of("target", "moto.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.exists(done)) {
                run("python3", "-m", "venv", "--clear", directory.toString());
                run(
                        directory.resolve("bin/python").toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--only-binary",
                        ":all:",
                        "--requirement",
                        REQUIREMENTS.toString());
                Files.createFile(done);
            }
        }
        return directory.resolve("bin/python").toAbsolutePath();
    }

    private static void run(String... command) throws IOException {
        Path output = Files.createTempFile("python", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
                    throw new IOException("Cannot run " + List.of(command) + ": it did not end within 5 minutes");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Cannot run " + List.of(command) + ": interrupted", e);
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new IOException("Cannot run " + List.of(command) + ": " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }
}
