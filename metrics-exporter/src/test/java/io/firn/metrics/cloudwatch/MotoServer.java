package io.firn.metrics.cloudwatch;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Moto's server, which answers as CloudWatch does, in a virtual environment of its own under {@code target}. The environment
 * stays there for the next time: its name has the hash of the pinned requirements.
 */
final class MotoServer implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/python");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    private final Process process;
    private final URI address;

    private MotoServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static MotoServer startOrSkip() throws IOException {
        return startOrSkip("python3", Path.of("target"), "true".equals(System.getenv("CI")), System.out::println);
    }

    /** Skips the test where it cannot be installed, except where everything must run. */
    static MotoServer startOrSkip(String python, Path folder, boolean mustRun, Consumer<String> told)
            throws IOException {
        try {
            return start(installed(python, folder));
        } catch (IOException e) {
            if (mustRun) {
                throw e;
            }
            String reason = "no CloudWatch to send to: " + e.getMessage();
            told.accept("Skipped: " + reason);
            throw new TestAbortedException(reason, e);
        }
    }

    URI address() {
        return address;
    }

    private static MotoServer start(Path python) throws IOException {
        Process process = new ProcessBuilder(
                        python.toString(), SOURCES.resolve("moto_server.py").toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}), "moto");
                drain.setDaemon(true);
                drain.start();
                return new MotoServer(process, URI.create(address.group()));
            }
        }
        throw new IOException("Cannot start moto: " + said);
    }

    /** The interpreter of an environment that has what is required. */
    private static Path installed(String python, Path folder) throws IOException {
        Path requirements = SOURCES.resolve("requirements.txt");
        String version =
                UUID.nameUUIDFromBytes(Files.readAllBytes(requirements)).toString();
        Path directory = folder.resolve("moto-" + version);
        Path interpreter = directory.resolve("bin/python").toAbsolutePath();
        try (FileChannel file = FileChannel.open(folder.resolve("moto.lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.isExecutable(interpreter)) {
                install(python, requirements, directory);
            }
        }
        return interpreter;
    }

    private static void install(String python, Path requirements, Path directory) throws IOException {
        Path unfinished = directory.resolveSibling("moto-unfinished");
        if (Files.exists(unfinished)) {
            try (Stream<Path> files = Files.walk(unfinished)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        run(python, "-m", "venv", unfinished.toString());
        String pip = unfinished.resolve("bin/python").toString();
        run(pip, "-m", "pip", "install", "-q", "--no-deps", "--only-binary", ":all:", "-r", requirements.toString());
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void run(String... command) throws IOException {
        Path output = Files.createTempFile("python", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("Cannot run " + List.of(command) + ": it did not end within 5 minutes");
            }
            if (process.exitValue() != 0) {
                throw new IOException("Cannot run " + List.of(command) + ": " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot run " + List.of(command) + ": interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
