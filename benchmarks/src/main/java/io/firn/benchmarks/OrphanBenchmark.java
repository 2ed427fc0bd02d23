package io.firn.benchmarks;

import io.firn.benchmarks.OrphanTable.Planted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Firn's scan for orphans beside Spark's, each in a JVM of its own, one after the other on the same files, several times. Both
 * must find exactly the orphans that were planted.
 */
public final class OrphanBenchmark {
    private static final String FIRN = "Firn";

    private OrphanBenchmark() {}

    /**
     * One scan.
     *
     * @param scanMillis from loading the table to the last orphan found
     * @param processMillis of the whole JVM
     * @param cpuMillis of the whole JVM, all threads
     * @param peakKilobytes resident memory
     */
    private record Scan(long scanMillis, long processMillis, long cpuMillis, long peakKilobytes, Planted found) {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments = Arguments.parse(words, Set.of("dir", "files", "runs", "firn", "spark"));
            return compare(arguments);
        }));
    }

    private static boolean compare(Arguments arguments) throws InterruptedException {
        Path directory = arguments.path("dir");
        long files = arguments.positive("files");
        long start = System.nanoTime();
        Planted planted;
        try {
            planted = new OrphanTable(directory).create(files);
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot make a table of " + files + " files: " + e.getMessage());
        }
        System.out.printf(
                Locale.ROOT,
                "A table of %,d files, %,d orphans, as many files too young to be one; made in %d s.%n",
                files,
                planted.orphans(),
                (System.nanoTime() - start) / 1_000_000_000);
        String before = Long.toString(Instant.now().minus(OrphanTable.AGE).toEpochMilli());
        Map<String, List<String>> candidates = new LinkedHashMap<>();
        candidates.put(FIRN, Processes.java(arguments.path("firn"), directory.toString(), before));
        if (arguments.values().containsKey("spark")) {
            candidates.put("Spark", Processes.java(arguments.path("spark"), directory.toString(), before));
        }
        Map<String, List<Scan>> scans = new LinkedHashMap<>();
        for (long run = 0; run < arguments.positive("runs"); run++) {
            for (Map.Entry<String, List<String>> candidate : candidates.entrySet()) {
                Scan scan = scan(candidate.getValue());
                System.out.printf(
                        Locale.ROOT,
                        "%-6s scan %8.2f s, process %8.2f s, CPU %8.2f s, peak %,7d MB, %,d orphans%n",
                        candidate.getKey(),
                        scan.scanMillis() / 1e3,
                        scan.processMillis() / 1e3,
                        scan.cpuMillis() / 1e3,
                        scan.peakKilobytes() >> 10,
                        scan.found().orphans());
                scans.computeIfAbsent(candidate.getKey(), any -> new ArrayList<>())
                        .add(scan);
            }
        }
        scans.forEach((name, all) -> describe(name, all, scans.getOrDefault(FIRN, List.of())));
        System.out.println(Machine.describe());
        return scans.values().stream().flatMap(List::stream).allMatch(scan -> scan.found()
                .equals(planted));
    }

    private static void describe(String name, List<Scan> scans, List<Scan> firn) {
        System.out.printf(
                Locale.ROOT,
                "%-6s medians: scan %.2f s (%.1f x), process %.2f s (%.1f x), CPU %.2f s (%.1f x), peak at most %,d MB%n",
                name,
                Medians.of(scans, Scan::scanMillis) / 1e3,
                (double) Medians.of(scans, Scan::scanMillis) / Medians.of(firn, Scan::scanMillis),
                Medians.of(scans, Scan::processMillis) / 1e3,
                (double) Medians.of(scans, Scan::processMillis) / Medians.of(firn, Scan::processMillis),
                Medians.of(scans, Scan::cpuMillis) / 1e3,
                (double) Medians.of(scans, Scan::cpuMillis) / Medians.of(firn, Scan::cpuMillis),
                scans.stream().mapToLong(Scan::peakKilobytes).max().orElse(0) >> 10);
    }

    private static Scan scan(List<String> command) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String result = "";
            long peak = 0;
            long cpu = 0;
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("RESULT ")) {
                        result = line;
                        // The process has done its work and is still there.
                        peak = Processes.peakKilobytes(process);
                        cpu = Processes.cpuMillis(process);
                    }
                }
            }
            int code = process.waitFor();
            if (code != 0 || result.isEmpty()) {
                throw new BenchmarkFailure("Cannot measure: " + String.join(" ", command) + " ended with " + code);
            }
            String[] figures = result.split(" ");
            return new Scan(
                    Long.parseLong(figures[1]),
                    (System.nanoTime() - start) / 1_000_000,
                    cpu,
                    peak,
                    new Planted(Long.parseLong(figures[2]), Long.parseLong(figures[3])));
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot measure: " + e.getMessage());
        }
    }
}
