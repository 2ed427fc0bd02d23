package io.firn.benchmarks.compaction;

import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Medians;
import io.firn.benchmarks.compaction.Candidate.Answer;
import io.firn.benchmarks.compaction.Contents.Sum;
import io.firn.benchmarks.compaction.Figures.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * All candidates over one sample, round by round. Each round gets a table of its own and is taken back; the rows of every output
 * are counted, and those of the first round compared by a checksum over all columns and looked at in their order.
 */
final class Comparison {
    static final String FIRN = "firn";
    static final String SPARK = "spark";
    static final String ROWS = "rows";
    static final String DUCKDB = "duckdb";
    static final String COPY = "copy";
    private static final Set<String> WITHOUT_COMMIT = Set.of(DUCKDB, COPY);
    private static final int SCANS = 3;

    private final Lake lake;
    private final Path directory;
    private final Contents contents;
    private final Table sample;
    private final int warmUp;
    private final Sum expected;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Map<String, Figures> figures = new LinkedHashMap<>();
    /** Locations in the table's directory, for each candidate whose last round has not been taken back. */
    private final Map<String, Set<String>> written = new LinkedHashMap<>();

    private boolean verified = true;

    /**
     * Starts them.
     *
     * @param warmUp rounds of each at first that do not count
     * @param commands by the candidates' names
     */
    Comparison(
            Lake lake,
            Path directory,
            Contents contents,
            Table sample,
            int warmUp,
            Map<String, List<String>> commands) {
        this.warmUp = warmUp;
        this.lake = lake;
        this.directory = directory;
        this.contents = contents;
        this.sample = sample;
        this.expected =
                isRemote() ? contents.of(local(Contents.locations(Lake.files(sample))), sample) : contents.live(sample);
        commands.forEach((name, command) -> {
            Candidate candidate = new Candidate(name, command, directory);
            candidates.put(name, candidate);
            figures.put(name, new Figures(name, candidate.startMillis(), warmUp));
        });
    }

    /**
     * Prints what it measured; returns whether every output has the rows that it should have.
     *
     * @param rounds of each candidate that count
     */
    boolean run(Map<String, Integer> rounds) {
        try {
            int most = warmUp
                    + rounds.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            for (int round = 0; round < most; round++) {
                for (String name : candidates.keySet()) {
                    int last = warmUp + rounds.getOrDefault(name, 0) - 1;
                    if (round <= last) {
                        round(name, round);
                        boolean isScanned = name.equals(FIRN) || name.equals(SPARK);
                        if (!isScanned || round < last) {
                            takeBack(name);
                        }
                    }
                }
            }
            describe();
            scans();
            List.copyOf(written.keySet()).forEach(this::takeBack);
            return verified;
        } finally {
            candidates.values().forEach(Candidate::close);
        }
    }

    private void round(String name, int round) {
        Set<String> stored = Lake.stored(sample);
        lake.copy(sample, table(name));
        Candidate candidate = candidate(name);
        Answer answer = candidate.ask("compact " + table(name) + " " + outputs(name));
        Set<String> added = Lake.stored(sample);
        added.removeAll(stored);
        written.put(name, added);
        List<String> locations = new ArrayList<>();
        long bytes = 0;
        if (WITHOUT_COMMIT.contains(name)) {
            for (Path file : files(outputs(name))) {
                locations.add(file.toString());
                bytes += file.toFile().length();
            }
        } else {
            for (FileScanTask task : Lake.files(lake.load(table(name)))) {
                locations.add(task.file().location());
                bytes += task.length();
            }
        }
        Figures figure = figures.getOrDefault(name, new Figures(name, 0, warmUp));
        figure.add(
                new Round(answer.wallMillis(), answer.cpuMillis(), locations.size(), bytes),
                candidate.peakKilobytes(),
                answer.said());
        System.out.printf(
                Locale.ROOT,
                "  round %d: %-8s %8.2f s, CPU %8.2f s%s%n",
                round,
                name,
                answer.wallMillis() / 1e3,
                answer.cpuMillis() / 1e3,
                verdict(name, locations, bytes, round));
    }

    /** Empty if the output is as it should be. */
    private String verdict(String name, List<String> locations, long bytes, int round) {
        String problem = "";
        if (name.equals(COPY)) {
            long input =
                    Lake.files(sample).stream().mapToLong(FileScanTask::length).sum();
            problem = bytes == input ? "" : "; " + bytes + " bytes instead of " + input;
        } else if (round == 0) {
            List<String> files = local(locations);
            Sum sum = contents.of(files, sample);
            problem =
                    (sum.equals(expected) ? "" : "; WRONG ROWS: " + sum + " instead of " + expected) + disorder(files);
        } else {
            long rows = contents.rows(local(locations));
            problem = rows == expected.rows() ? "" : "; WRONG ROWS: " + rows + " instead of " + expected.rows();
        }
        verified &= problem.isEmpty();
        return problem;
    }

    /** Empty if each file has its rows in the order that the table has, if it has one. */
    private String disorder(List<String> files) {
        List<String> order = Lake.order(sample);
        long rows = order.isEmpty()
                ? 0
                : files.stream()
                        .mapToLong(file -> contents.rowsOutOfOrder(file, order))
                        .sum();
        return rows == 0 ? "" : "; WRONG ORDER: " + rows + " rows";
    }

    private void describe() {
        System.out.println(Figures.heading());
        figures.values().forEach(figure -> System.out.println(figure.row()));
        Figures firn = figures.getOrDefault(FIRN, new Figures(FIRN, 0, warmUp));
        System.out.println("  beside Firn:");
        figures.values().stream()
                .filter(figure -> figure != firn)
                .forEach(figure -> System.out.println(firn.against(figure)));
        System.out.println("  Firn says: " + firn.said());
    }

    /** The last outputs of Firn and of Spark, read by DuckDB and by Spark. */
    private void scans() {
        if (!candidates.containsKey(SPARK) || isRemote()) {
            return;
        }
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("all columns", "SELECT %s FROM %s");
        queries.put("a group for each study", "SELECT study_id, count(*), avg(value) FROM %2$s GROUP BY study_id");
        long first = expected.rows() / 3;
        queries.put(
                "some rows of all columns",
                "SELECT %s FROM %s WHERE seq BETWEEN " + first + " AND " + (first + expected.rows() / 1_000));
        queries.forEach((title, query) -> {
            long[] duckDb = new long[2];
            long[] spark = new long[2];
            for (int i = 0; i < 2; i++) {
                String table = table(i == 0 ? FIRN : SPARK);
                String files = Contents.parquet(Contents.locations(Lake.files(lake.load(table))));
                String sql = String.format(query, "sum(" + Contents.hash(sample) + ")", files);
                duckDb[i] = median(() -> contents.time(sql));
                String ask = String.format(query, "*", "benchmark.benchmark." + table);
                spark[i] = median(() -> candidate(SPARK).ask("scan " + ask).wallMillis());
            }
            System.out.printf(
                    Locale.ROOT,
                    "  reading %-25s in DuckDB %6d ms of Firn's, %6d ms of Spark's (%.2f x); in Spark %6d ms, %6d ms (%.2f x)%n",
                    title + ":",
                    duckDb[0],
                    duckDb[1],
                    (double) duckDb[1] / Math.max(1, duckDb[0]),
                    spark[0],
                    spark[1],
                    (double) spark[1] / Math.max(1, spark[0]));
        });
    }

    private interface Scan {
        long millis();
    }

    private static long median(Scan scan) {
        scan.millis(); // The first finds nothing warm.
        return Medians.of(
                LongStream.range(0, SCANS).mapToObj(i -> scan.millis()).toList(), Long::longValue);
    }

    private void takeBack(String name) {
        lake.takeBack(table(name), written.getOrDefault(name, Set.of()));
        written.remove(name);
        files(outputs(name)).forEach(file -> {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new BenchmarkFailure("Cannot delete an output: " + e.getMessage());
            }
        });
    }

    private Candidate candidate(String name) {
        Candidate candidate = candidates.get(name);
        if (candidate == null) {
            throw new BenchmarkFailure("Cannot measure " + name + ": it has not been started");
        }
        return candidate;
    }

    private boolean isRemote() {
        return sample.location().startsWith("s3:");
    }

    /** The files, or copies of them where DuckDB can read them. */
    private List<String> local(List<String> locations) {
        if (!isRemote()) {
            return locations;
        }
        List<String> copies = new ArrayList<>();
        try {
            Path folder = Files.createDirectories(directory.resolve("fetched"));
            for (String location : locations) {
                Path copy = folder.resolve(copies.size() + ".parquet");
                try (SeekableInputStream bytes =
                        sample.io().newInputFile(location).newStream()) {
                    Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
                }
                copies.add(copy.toString());
            }
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot fetch an output: " + e.getMessage());
        }
        return copies;
    }

    private static String table(String candidate) {
        return "by_" + candidate;
    }

    private Path outputs(String candidate) {
        return directory.resolve("outputs").resolve(candidate);
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot list the outputs: " + e.getMessage());
        }
    }
}
