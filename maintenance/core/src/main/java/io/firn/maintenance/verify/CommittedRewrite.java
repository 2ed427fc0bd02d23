package io.firn.maintenance.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Checks, on a freshly loaded table, that a committed rewrite exchanged its inputs for its outputs and changed nothing
 * else. Findings have counts, never paths, because a path may hold a partition's value.
 *
 * @param inputs locations of the data files that were to go
 * @param outputs locations of those that were to come, with their records
 * @param records rows that the inputs held after deletes, so that the outputs must hold
 * @param sequenceNumber data sequence number that the outputs must have; absent before format version 2
 */
public record CommittedRewrite(
        Set<String> inputs, Map<String, Long> outputs, long records, Optional<Long> sequenceNumber) {
    public CommittedRewrite {
        inputs = Set.copyOf(inputs);
        outputs = Map.copyOf(outputs);
    }

    /** A rewrite of manifests alone. */
    public static CommittedRewrite ofManifests() {
        return new CommittedRewrite(Set.of(), Map.of(), 0, Optional.empty());
    }

    /** What is wrong; empty when all is as it should be. */
    public List<String> problems(Table reloaded, Snapshot committed) {
        Optional<Snapshot> parent =
                Optional.ofNullable(committed.parentId()).flatMap(id -> Optional.ofNullable(reloaded.snapshot(id)));
        if (parent.isEmpty()) {
            return List.of("the parent of the run's snapshot is gone, nothing to compare it with");
        }
        return problems(ManifestDelta.between(reloaded, parent, committed));
    }

    List<String> problems(ManifestDelta delta) {
        List<String> problems = new ArrayList<>();
        note(problems, count(inputs, delta.after().keySet(), true), "input files are still live");
        note(problems, count(inputs, delta.before().keySet(), false), "input files were not live before");
        note(problems, count(outputs.keySet(), delta.after().keySet(), false), "output files are not live");
        Map<String, LiveFile> untouchedBefore = without(delta.before(), inputs);
        Map<String, LiveFile> untouchedAfter = without(delta.after(), outputs.keySet());
        note(problems, count(untouchedBefore.keySet(), untouchedAfter.keySet(), false), "other files were lost");
        note(problems, count(untouchedAfter.keySet(), untouchedBefore.keySet(), false), "other files appeared");
        note(
                problems,
                untouchedBefore.entrySet().stream()
                        .filter(file -> untouchedAfter.containsKey(file.getKey())
                                && !file.getValue().equals(untouchedAfter.get(file.getKey())))
                        .count(),
                "other files have another record count or sequence number");
        problems.addAll(outputProblems(delta));
        return problems;
    }

    private List<String> outputProblems(ManifestDelta delta) {
        List<String> problems = new ArrayList<>();
        long found = 0;
        long wrongSequence = 0;
        for (String output : outputs.keySet()) {
            LiveFile file = delta.after().get(output);
            if (file != null) {
                found += file.records();
                wrongSequence +=
                        sequenceNumber.isPresent() && sequenceNumber.get() != file.dataSequenceNumber() ? 1 : 0;
            }
        }
        if (found != records) {
            problems.add("output files have " + found + " records, expected " + records);
        }
        note(problems, wrongSequence, "output files have a wrong sequence number");
        return problems;
    }

    private static void note(List<String> problems, long count, String what) {
        if (count > 0) {
            problems.add(count + " " + what);
        }
    }

    private static long count(Set<String> of, Set<String> in, boolean present) {
        return of.stream().filter(location -> in.contains(location) == present).count();
    }

    private static Map<String, LiveFile> without(Map<String, LiveFile> files, Set<String> locations) {
        Map<String, LiveFile> rest = new HashMap<>(files);
        rest.keySet().removeAll(new HashSet<>(locations));
        return rest;
    }
}
