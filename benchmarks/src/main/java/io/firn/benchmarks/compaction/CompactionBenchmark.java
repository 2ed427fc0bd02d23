package io.firn.benchmarks.compaction;

import io.firn.benchmarks.Arguments;
import io.firn.benchmarks.Exit;
import io.firn.benchmarks.Machine;
import io.firn.benchmarks.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;

/**
 * Firn's compaction beside others, each in a process of its own, in turns over the same files. Succeeds if every output has
 * exactly the rows of the input that were not deleted.
 */
public final class CompactionBenchmark {
    /** More rounds of those that take long would say nothing more. */
    private static final int SLOW_ROUNDS = 3;

    private CompactionBenchmark() {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments = Arguments.parse(
                    words, Set.of("dir", "set", "rounds", "warm-up", "scale", "firn", "peer", "spark", "s3"));
            List<SampleSet> sets = Stream.of(arguments.text("set").split(","))
                    .map(SampleSet::named)
                    .toList();
            boolean verified = true;
            for (SampleSet set : sets) {
                verified &= compare(set, arguments);
            }
            System.out.println(Machine.describe());
            return verified;
        }));
    }

    private static boolean compare(SampleSet set, Arguments arguments) throws InterruptedException {
        Path directory = arguments.path("dir");
        if (!set.isInObjectStorage()) {
            return compare(set, new Place(directory, Optional.empty()), arguments);
        }
        try (ObjectStorage storage = new ObjectStorage(arguments.path("s3"), directory)) {
            return compare(set, new Place(directory, Optional.of(storage.address())), arguments);
        }
    }

    private static boolean compare(SampleSet set, Place place, Arguments arguments) throws InterruptedException {
        Lake lake = new Lake(place);
        long start = System.nanoTime();
        Table sample = lake.create(set, arguments.positiveDecimal("scale"));
        List<FileScanTask> files = Lake.files(sample);
        System.out.printf(
                Locale.ROOT,
                "%s: %,d files of %.2f MB, %.1f MB and %,d rows in all; made in %d s%n",
                set.id(),
                files.size(),
                files.get(0).length() / 1e6,
                files.stream().mapToLong(FileScanTask::length).sum() / 1e6,
                files.stream().mapToLong(file -> file.file().recordCount()).sum(),
                (System.nanoTime() - start) / 1_000_000_000);
        int rounds = Math.toIntExact(arguments.positive("rounds"));
        int slowRounds = Math.min(rounds, SLOW_ROUNDS);
        Map<String, Integer> roundsOf = Map.of(
                Comparison.FIRN,
                rounds,
                Comparison.ROWS,
                slowRounds,
                Comparison.SPARK,
                slowRounds,
                Comparison.DUCKDB,
                rounds,
                Comparison.COPY,
                rounds);
        try (Contents contents = new Contents()) {
            boolean verified = new Comparison(
                            lake,
                            place.directory(),
                            contents,
                            sample,
                            Math.toIntExact(arguments.positive("warm-up")),
                            commands(set, place, arguments))
                    .run(roundsOf);
            lake.drop(set);
            return verified;
        }
    }

    private static Map<String, List<String>> commands(SampleSet set, Place place, Arguments arguments) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(Comparison.FIRN, command(arguments.path("firn"), place, Comparison.FIRN));
        if (arguments.values().containsKey("spark")) {
            Path peer = arguments.path("peer");
            if (set.order().isEmpty()) { // Nothing of Iceberg's sorts its records.
                commands.put(Comparison.ROWS, command(peer, place, Comparison.ROWS));
            }
            commands.put(Comparison.SPARK, command(arguments.path("spark"), place, Comparison.SPARK));
            if (set.deletes() == SampleSet.Deletes.NONE && !set.isInObjectStorage()) {
                commands.put(Comparison.DUCKDB, command(peer, place, Comparison.DUCKDB));
            }
            if (!set.isInObjectStorage()) {
                commands.put(Comparison.COPY, command(peer, place, Comparison.COPY));
            }
        }
        return commands;
    }

    private static List<String> command(Path argumentFile, Place place, String candidate) {
        List<String> command = new ArrayList<>(Processes.java(argumentFile, candidate));
        command.addAll(place.words());
        return command;
    }
}
