package io.firn.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
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
 * Moto's server, which answers as CloudWatch, Glue and SNS do, in a virtual environment of its own under {@code target} of
 * this module, for all that need one. The environment stays there for the next time: its name has the hash of what it holds.
 */
public final class MotoServer implements AutoCloseable {
    private static final List<String> SOURCES = List.of("requirements.txt", "moto_server.py");
    /** Beside the module whose test this is. */
    private static final Path FOLDER = Path.of("..", "testing", "target");

    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    private final Process process;
    private final URI address;

    private MotoServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    public static MotoServer startOrSkip() throws IOException {
        return startOrSkip("python3", FOLDER, "true".equals(System.getenv("CI")), System.out::println);
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
            String reason = "no moto to ask: " + e.getMessage();
            told.accept("Skipped: " + reason);
            throw new TestAbortedException(reason, e);
        }
    }

    /** Where it answers. */
    public URI address() {
        return address;
    }

    private static MotoServer start(Path python) throws IOException {
        Process process = new ProcessBuilder(
                        python.toString(),
                        python.resolveSibling("moto_server.py").toString())
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
        Files.createDirectories(folder);
        StringBuilder all = new StringBuilder();
        for (String source : SOURCES) {
            all.append(read(source));
        }
        String version = UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
        Path directory = folder.resolve("moto-" + version);
        Path interpreter = directory.resolve("bin/python").toAbsolutePath();
        try (FileChannel file = FileChannel.open(folder.resolve("moto.lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.isExecutable(interpreter)) {
                install(python, directory);
            }
        }
        return interpreter;
    }

    private static void install(String python, Path directory) throws IOException {
        Path unfinished = directory.resolveSibling("moto-unfinished");
        if (Files.exists(unfinished)) {
            try (Stream<Path> files = Files.walk(unfinished)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        run(python, "-m", "venv", unfinished.toString());
        Path binaries = unfinished.resolve("bin");
        for (String source : SOURCES) {
            Files.writeString(binaries.resolve(source), read(source));
        }
        run(
                binaries.resolve("python").toString(),
                "-m",
                "pip",
                "install",
                "-q",
                "--no-deps",
                "--only-binary",
                ":all:",
                "-r",
                binaries.resolve("requirements.txt").toString());
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String read(String source) throws IOException {
        try (InputStream stream = MotoServer.class.getResourceAsStream(source)) {
            if (stream == null) {
                throw new IOException("Cannot find " + source + " beside this class");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
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
