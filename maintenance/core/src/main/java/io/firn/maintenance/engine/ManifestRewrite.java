package io.firn.maintenance.engine;

import io.firn.lake.table.PartitionFiles;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.ManifestPlan;
import io.firn.maintenance.verify.CommittedRewrite;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Puts the entries of a table's data manifests into fewer ones, neighbouring partitions together. */
public final class ManifestRewrite {
    private static final int ATTEMPTS = 3;

    /** A writer may replace a manifest in the middle of it: then all of it is done again, on the table as it is now. */
    public Result run(Work work) {
        Table table = work.table();
        RuntimeException conflict = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<ManifestFile> before = table.currentSnapshot().dataManifests(table.io());
            RewriteManifests rewrite = prepare(work, table, before);
            work.gate().check();
            work.steps().reached(Step.COMMITTING);
            try {
                rewrite.commit();
            } catch (RuntimeException e) {
                CommitAnswer answer = CommitAnswer.of(e);
                if (answer == CommitAnswer.CONFLICT) {
                    conflict = e;
                    table = work.reload().get();
                    continue;
                }
                return answer == CommitAnswer.UNKNOWN
                        ? Result.of(Outcome.UNKNOWN, "the catalog did not say whether it took the commit", e)
                        : Result.of(Outcome.FAILED, "nothing was committed", e);
            }
            work.steps().reached(Step.COMMITTED);
            return verified(work, before);
        }
        Result result = Result.of(Outcome.CONFLICT, "lost " + ATTEMPTS + " races with writers in a row");
        return conflict == null ? result : result.withError(Failures.describe(conflict));
    }

    private static RewriteManifests prepare(Work work, Table table, List<ManifestFile> before) {
        Map<Integer, Map<String, Integer>> clusters = clusters(work, before);
        Map<Integer, PartitionSpec> specs = table.specs();
        return table.rewriteManifests()
                .rewriteIf(manifest -> manifest.content() == ManifestContent.DATA)
                .clusterBy(file -> cluster(file, specs, clusters))
                .set(Work.RUN_ID, work.runId());
    }

    private static Object cluster(
            DataFile file, Map<Integer, PartitionSpec> specs, Map<Integer, Map<String, Integer>> clusters) {
        PartitionSpec spec = specs.get(file.specId());
        if (spec == null) {
            throw new IllegalStateException("Cannot rewrite manifests: a file has the unknown spec " + file.specId());
        }
        return clusters.getOrDefault(file.specId(), Map.of()).getOrDefault(spec.partitionToPath(file.partition()), 0);
    }

    /**
     * Iceberg writes at least one manifest a cluster, so a cluster is not a partition but a run of neighbouring ones: for
     * each spec, partition path to cluster.
     */
    private static Map<Integer, Map<String, Integer>> clusters(Work work, List<ManifestFile> manifests) {
        long target =
                ManifestPlan.targetBytes(work.policy().manifests(), work.state().properties());
        Map<Integer, Long> bytes = manifests.stream()
                .collect(Collectors.groupingBy(
                        ManifestFile::partitionSpecId, TreeMap::new, Collectors.summingLong(ManifestFile::length)));
        Map<Integer, Map<String, Integer>> clusters = new HashMap<>();
        bytes.forEach((specId, specBytes) ->
                clusters.put(specId, clusters(work, specId, ManifestPlan.needed(specBytes, target))));
        return clusters;
    }

    private static Map<String, Integer> clusters(Work work, int specId, long needed) {
        List<PartitionFiles> partitions = work.state().partitions().stream()
                .filter(partition -> partition.specId() == specId)
                .sorted(Comparator.comparing(PartitionFiles::partition))
                .toList();
        long files = partitions.stream()
                .mapToLong(partition -> partition.dataFiles().files())
                .sum();
        Map<String, Integer> clusters = new HashMap<>();
        long seen = 0;
        for (PartitionFiles partition : partitions) {
            clusters.put(partition.partition(), (int) (seen * needed / Math.max(1, files)));
            seen += partition.dataFiles().files();
        }
        return clusters;
    }

    private static Result verified(Work work, List<ManifestFile> before) {
        long bytes = before.stream().mapToLong(ManifestFile::length).sum();
        Optional<Snapshot> committed = Optional.empty();
        long after = before.size();
        List<String> problems;
        try {
            Table reloaded = work.reload().get();
            committed = RunSnapshots.newest(reloaded, work.runId());
            if (committed.isPresent()) {
                after = committed.get().dataManifests(reloaded.io()).size();
                problems = CommittedRewrite.ofManifests().problems(reloaded, committed.get());
            } else {
                problems = List.of("no snapshot carries the run's id");
            }
        } catch (RuntimeException e) {
            problems = List.of("the table could not be read: " + Failures.describe(e));
        }
        return new Result(
                problems.isEmpty() ? Outcome.SUCCEEDED : Outcome.FAILED,
                before.size() + " manifests to " + after,
                committed.map(Snapshot::snapshotId),
                before.size(),
                after,
                bytes,
                0,
                Optional.empty(),
                Optional.empty(),
                problems.isEmpty()
                        ? Optional.empty()
                        : Optional.of("Cannot verify a committed rewrite: " + String.join("; ", problems)));
    }
}
