package io.firn.maintenance.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

/**
 * Iceberg's Python reader in a virtual environment of its own under {@code target}, which stays there for the next time:
 * its name is the digest of the pinned requirements.
 */
record PyIceberg(Path python) {
    private static final Path SOURCES = Path.of("src/test/python");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IOException if Python, its venv module or the package index is missing; the message has their words */
    static PyIceberg install() throws IOException {
        Path requirements = SOURCES.resolve("requirements.txt");
        Path directory = Path.of("target", "pyiceberg-" + digest(Files.readAllBytes(requirements)));
        Path python = directory.resolve("bin/python").toAbsolutePath();
        if (!Files.isExecutable(python)) {
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
        return new PyIceberg(python);
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
