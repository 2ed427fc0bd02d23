package io.firn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starting the JVMs that are compared, and reading from outside what they use. */
public final class Processes {
    private Processes() {}

    /** @param argumentFile of the JVM: its flags, class path and main class */
    public static List<String> java(Path argumentFile, String... words) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + argumentFile));
        command.addAll(Arrays.asList(words));
        return command;
    }

    /** Of all its threads since its start. */
    public static long cpuMillis(Process process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new BenchmarkFailure("Cannot read the CPU time of a process"))
                .toMillis();
    }

    /** The most memory that it ever had resident. Of Linux; elsewhere there is none. */
    public static long peakKilobytes(Process process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the memory of process " + process.pid(), e);
        }
    }
}
