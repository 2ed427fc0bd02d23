package io.firn.benchmarks.metadata;

import io.firn.benchmarks.Arguments;
import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Candidate;
import io.firn.benchmarks.Exit;
import io.firn.benchmarks.Machine;
import io.firn.benchmarks.Medians;
import io.firn.benchmarks.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The full state of a table by Firn, Spark and PyIceberg, in turns, each in a process that stays up: first with nothing known,
 * then, for Firn, after one more commit. What they find must be the same each time.
 */
public final class MetadataBenchmark {
    private static final String FIRN = "firn";
    private static final String AGAIN = "firn, one commit later";

    private MetadataBenchmark() {}

    private record Reading(long micros, long cpuMillis, String found) {}

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> compare(
                Arguments.parse(words, Set.of("dir", "manifests", "rounds", "firn", "spark", "python", "script")))));
    }

    private static boolean compare(Arguments arguments) {
        ManyFiles table = new ManyFiles(arguments.path("dir"));
        long manifests = arguments.positive("manifests");
        try {
            table.create(manifests);
        } catch (IOException e) {
            throw new BenchmarkFailure("Cannot make a table of " + manifests + " manifests: " + e.getMessage());
        }
        System.out.printf(Locale.ROOT, "A table of %,d data files in %,d manifests.%n", 100 * manifests, manifests);
        Map<String, List<Reading>> readings = new LinkedHashMap<>();
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        try {
            start(arguments, candidates);
            boolean same = true;
            for (long round = 0; round <= arguments.positive("rounds"); round++) {
                String expected = "";
                for (Map.Entry<String, Candidate> candidate : candidates.entrySet()) {
                    Reading reading = ask(candidate.getValue(), "cold");
                    same &= expected.isEmpty() || expected.equals(reading.found());
                    expected = reading.found();
                    note(readings, candidate.getKey(), reading);
                }
                table.commit(100 * manifests + round);
                Reading again = ask(Objects.requireNonNull(candidates.get(FIRN)), "again");
                same &= !again.found().equals(expected);
                note(readings, AGAIN, again);
            }
            same &= verifyLast(candidates, readings);
            candidates.forEach((name, candidate) ->
                    System.out.printf(Locale.ROOT, "%s: peak %,d MB%n", name, candidate.peakKilobytes() >> 10));
            readings.forEach((name, all) -> describe(name, all, readings));
            System.out.println(Machine.describe());
            System.out.println(same ? "All found the same." : "They did not find the same: see above.");
            return same;
        } finally {
            candidates.values().forEach(Candidate::close);
        }
    }

    /** What was found after the last commit with what was known is what all find with nothing known. */
    private static boolean verifyLast(Map<String, Candidate> candidates, Map<String, List<Reading>> readings) {
        List<Reading> again = readings.getOrDefault(AGAIN, List.of());
        String last = again.get(again.size() - 1).found();
        return candidates.values().stream()
                .allMatch(candidate -> ask(candidate, "cold").found().equals(last));
    }

    private static void start(Arguments arguments, Map<String, Candidate> candidates) {
        Path directory = arguments.path("dir");
        candidates.put(
                FIRN, new Candidate(FIRN, Processes.java(arguments.path("firn"), directory.toString()), directory));
        if (arguments.values().containsKey("spark")) {
            candidates.put(
                    "spark",
                    new Candidate("spark", Processes.java(arguments.path("spark"), directory.toString()), directory));
        }
        if (arguments.values().containsKey("python")) {
            candidates.put(
                    "pyiceberg",
                    new Candidate(
                            "pyiceberg",
                            List.of(arguments.text("python"), arguments.text("script"), directory.toString()),
                            directory));
        }
    }

    private static Reading ask(Candidate candidate, String how) {
        Candidate.Answer answer = candidate.ask(how);
        String[] said = answer.said().split(" ", 2);
        return new Reading(Long.parseLong(said[0]), answer.cpuMillis(), said[1]);
    }

    private static void note(Map<String, List<Reading>> readings, String name, Reading reading) {
        System.out.printf(
                Locale.ROOT,
                "%-24s %9.1f ms, CPU %8.0f ms, %s%n",
                name,
                reading.micros() / 1e3,
                (double) reading.cpuMillis(),
                reading.found().substring(0, reading.found().indexOf(';')));
        readings.computeIfAbsent(name, unseen -> new ArrayList<>()).add(reading);
    }

    /** The first reading of a process is told apart from the others. */
    private static void describe(String name, List<Reading> all, Map<String, List<Reading>> readings) {
        List<Reading> warm = all.subList(1, all.size());
        List<Reading> firn = readings.getOrDefault(FIRN, all);
        List<Reading> again = readings.getOrDefault(AGAIN, all);
        System.out.printf(
                Locale.ROOT,
                "%-24s first %9.1f ms (%.1f x firn), warm median %9.1f ms (%.1f x firn, %.0f x firn one commit later),"
                        + " CPU %.0f ms (%.1f x firn)%n",
                name,
                all.get(0).micros() / 1e3,
                ratio(all.get(0).micros(), firn.get(0).micros()),
                median(warm) / 1e3,
                ratio(median(warm), median(firn.subList(1, firn.size()))),
                ratio(median(warm), median(again.subList(1, again.size()))),
                (double) Medians.of(warm, Reading::cpuMillis),
                ratio(
                        Medians.of(warm, Reading::cpuMillis),
                        Medians.of(firn.subList(1, firn.size()), Reading::cpuMillis)));
    }

    private static long median(List<Reading> readings) {
        return Medians.of(readings, Reading::micros);
    }

    private static double ratio(long one, long other) {
        return (double) one / Math.max(1, other);
    }
}
