package io.firn.maintenance.agreement;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Iceberg's Python reader, and other readers and writers of Parquet, in a virtual environment of its own under {@code
 * target}, which stays there for the next time: its name is the digest of the pinned requirements.
 */
record PyIceberg(Path python) {
    static final Path SOURCES = Path.of("src/test/python");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Skips the test where it cannot be installed, except where everything must run. */
    static PyIceberg installOrSkip() throws IOException {
        try {
            return install();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            System.out.println("Skipped: no PyIceberg to compare with: " + e.getMessage());
            throw new TestAbortedException("no PyIceberg to compare with", e);
        }
    }

    /** @throws IOException if Python, its venv module or the package index is missing; the message has their words */
    private static PyIceberg install() throws IOException {
        Path requirements = SOURCES.resolve("requirements.txt");
        Path directory = Path.of("target", "pyiceberg-" + digest(Files.readAllBytes(requirements)));
        Path python = directory.resolve("bin/python").toAbsolutePath();
        // Tests that need it may begin at the same time, in processes of their own.
        try (FileChannel file = FileChannel.open(Path.of("target", "pyiceberg.lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.isExecutable(python)) {
                install(requirements, directory);
            }
        }
        return new PyIceberg(python);
    }

    private static void install(Path requirements, Path directory) throws IOException {
        Path unfinished = Path.of("target", "pyiceberg-unfinished");
        delete(unfinished);
        run(List.of("python3", "-m", "venv", unfinished.toString()));
        run(List.of(
                unfinished.resolve("bin/python").toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--requirement",
                requirements.toString()));
        delete(directory);
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What PyIceberg finds in the table, found through the SQLite catalog: see {@code read_table.py}. */
    JsonNode read(Path database, String catalog, String table) throws IOException {
        String script = SOURCES.resolve("read_table.py").toString();
        return JSON.readTree(run(List.of(python.toString(), script, database.toString(), catalog, table)));
    }

    /** Standard output; an error carries what the command wrote to its standard error. */
    private static String run(List<String> command) throws IOException {
        Path output = Files.createTempFile("python", ".out");
        Path errors = Files.createTempFile("python", ".err");
        try {
            Process process = new ProcessBuilder(new ArrayList<>(command))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            try {
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
                    throw new IOException("Cannot run " + command + ": it did not end within 5 minutes");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Cannot run " + command + ": interrupted", e);
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new IOException("Cannot run " + command + ": " + Files.readString(errors));
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
