package io.firn.maintenance.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Python process with other writers and readers of Parquet files: see {@code parquet_files.py}. */
final class ParquetFiles implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path errors;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    ParquetFiles(PyIceberg python) throws IOException {
        String script = PyIceberg.SOURCES.resolve("parquet_files.py").toString();
        this.errors = Files.createTempFile("parquet-files", ".err");
        this.process = new ProcessBuilder(python.python().toString(), "-B", script)
                .redirectError(errors.toFile())
                .start();
        this.requests = process.outputWriter();
        this.answers = process.inputReader();
    }

    /** Writes files by the names of {@code 0.parquet} and so on; the answer is their rows, with ids from the first on. */
    JsonNode write(Path directory, ForeignCase files, long first) throws IOException {
        return answer(Map.of(
                "request", "write",
                "directory", directory.toString(),
                "writer", files.writer(),
                "first", first,
                "rows", files.rows(),
                "without_values", files.withoutValues(),
                "lacking", files.lacking(),
                "options", files.options()));
    }

    /** Appends a file for each number of rows by PyIceberg; the answer is all rows of the table. */
    JsonNode append(Path database, String catalog, String table, long first, List<Integer> rows) throws IOException {
        return answer(Map.of(
                "request", "append",
                "database", database.toString(),
                "catalog", catalog,
                "table", table,
                "first", first,
                "rows", rows));
    }

    /** The rows as each of them reads them, and what they miss when they go by bounds. */
    JsonNode read(List<Path> files) throws IOException {
        return answer(Map.of(
                "request", "read", "paths", files.stream().map(Path::toString).toList()));
    }

    private JsonNode answer(Map<String, Object> request) throws IOException {
        String problem = "Cannot " + request.get("request") + " Parquet files: ";
        if (!process.isAlive()) {
            throw new IOException(problem + Files.readString(errors));
        }
        requests.write(JSON.writeValueAsString(request));
        requests.newLine();
        requests.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(problem + Files.readString(errors));
        }
        JsonNode answer = JSON.readTree(line);
        if (answer.has("error")) {
            throw new IOException(problem + answer.get("error").asText());
        }
        return answer.get("answer");
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(errors);
    }
}
