package io.firn.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process that does what is compared when it is told to, and stays up in between. */
public final class Candidate implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final long startMillis;

    /** Waits until it is ready. What it writes to its standard error goes to a file beside {@code directory}'s tables. */
    public Candidate(String name, List<String> command, Path directory) {
        this.name = name;
        long start = System.nanoTime();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(directory.resolve(name + ".log").toFile());
            builder.environment().put("MALLOC_ARENA_MAX", "2"); // As the launcher does for the daemon.
            this.process = builder.start();
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot start " + name + ": " + e.getMessage());
        }
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        answer("READY");
        this.startMillis = (System.nanoTime() - start) / 1_000_000;
    }

    /**
     * What it did with one line.
     *
     * @param wallMillis by its own clock
     * @param cpuMillis of the whole process
     */
    public record Answer(long wallMillis, long cpuMillis, String said) {}

    public Answer ask(String request) {
        long before = Processes.cpuMillis(process);
        try {
            process.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot ask " + name + " to " + request + ": " + e.getMessage());
        }
        String[] words = answer("RESULT").split(" ", 3);
        return new Answer(
                Long.parseLong(words[1]), Processes.cpuMillis(process) - before, words.length == 3 ? words[2] : "");
    }

    /** From its start to being ready. */
    public long startMillis() {
        return startMillis;
    }

    public long peakKilobytes() {
        return Processes.peakKilobytes(process);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The next line that begins so; libraries may write others. */
    private String answer(String beginning) {
        String last = "";
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
                last = line;
            }
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot read the answer of " + name + ": " + e.getMessage());
        }
        // A JVM without memory says so on its standard output.
        throw new BenchmarkFailure("Cannot measure " + name + ": its process has ended, its last words: '" + last
                + "'; --keep keeps its log");
    }
}
