package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.ManifestLayout;
import io.firn.maintenance.plan.ManifestPlan;
import io.firn.maintenance.verify.CommittedManifests;
import io.firn.maintenance.verify.Receipt;
import io.firn.maintenance.verify.Receipt.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/** Puts the entries of a table's data manifests where {@link ManifestLayout} wants them. */
public final class ManifestRewrite {
    private static final int ATTEMPTS = 3;

    /** A writer may replace a manifest in the middle of it: then all of it is done again, on the table as it is now. */
    public Result run(Work work) {
        Table table = work.table();
        RuntimeException conflict = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<ManifestFile> before = table.currentSnapshot().dataManifests(table.io());
            Map<String, SnapshotRef> refs = new HashMap<>();
            RewriteManifests rewrite = prepare(work, table, refs);
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
            return verified(work, before, refs, attempt);
        }
        Result result = Result.of(Outcome.CONFLICT, "lost " + ATTEMPTS + " races with writers in a row")
                .withReceipt(Receipt.ofLostRaces(ATTEMPTS).json());
        return conflict == null ? result : result.withError(Failures.describe(conflict));
    }

    /** @param refs filled with those of the table that each attempt of the commit builds on */
    private static RewriteManifests prepare(Work work, Table table, Map<String, SnapshotRef> refs) {
        ManifestLayout layout = ManifestLayout.of(
                work.state().partitions(),
                ManifestPlan.targetBytes(work.policy().manifests(), work.state().properties()));
        Map<Integer, PartitionSpec> specs = table.specs();
        return table.rewriteManifests()
                .rewriteIf(manifest -> manifest.content() == ManifestContent.DATA)
                .clusterBy(file -> manifestOf(file, specs, layout))
                .validateWith(ancestry -> {
                    refs.clear();
                    refs.putAll(table.refs());
                    return true;
                })
                .set(Work.RUN_ID, work.runId());
    }

    private static Object manifestOf(DataFile file, Map<Integer, PartitionSpec> specs, ManifestLayout layout) {
        PartitionSpec spec = specs.get(file.specId());
        if (spec == null) {
            throw new IllegalStateException("Cannot rewrite manifests: a file has the unknown spec " + file.specId());
        }
        return layout.manifestOf(file.specId(), spec.partitionToPath(file.partition()), file.location());
    }

    private static Result verified(Work work, List<ManifestFile> before, Map<String, SnapshotRef> refs, int conflicts) {
        Optional<Snapshot> committed = Optional.empty();
        List<ManifestFile> after = before;
        List<Check> checks;
        try {
            Table reloaded = work.reload().get();
            committed = RunSnapshots.newest(reloaded, work.runId());
            if (committed.isPresent()) {
                after = committed.get().dataManifests(reloaded.io());
                checks = new CommittedManifests(refs).checks(reloaded, committed.get());
            } else {
                checks = List.of(Check.failed("live files", "no snapshot carries the run's id"));
            }
        } catch (RuntimeException e) {
            checks = List.of(Check.failed("live files", "the table could not be read: " + Failures.describe(e)));
        }
        work.steps().reached(Step.VERIFIED);
        Receipt receipt =
                new Receipt(checks, 0, 0, 0, before.size(), after.size(), bytes(before), bytes(after), 1, conflicts);
        return new Result(
                receipt.passed() ? Outcome.SUCCEEDED : Outcome.FAILED,
                before.size() + " manifests to " + after.size(),
                committed.map(Snapshot::snapshotId),
                before.size(),
                after.size(),
                bytes(before),
                0,
                Optional.empty(),
                Optional.of(receipt.json()),
                receipt.problem().map(problem -> "Cannot verify a committed rewrite: " + problem));
    }

    private static long bytes(List<ManifestFile> manifests) {
        return manifests.stream().mapToLong(ManifestFile::length).sum();
    }
}
