package io.firn.maintenance.verify;

import io.firn.maintenance.verify.Receipt.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/**
 * Checks, on a freshly loaded table, that a committed rewrite of manifests has the live files that were there, and that every
 * other branch and every tag is where it was.
 *
 * @param refs as the commit found them
 */
public record CommittedManifests(Map<String, SnapshotRef> refs) {
    public CommittedManifests {
        refs = Map.copyOf(refs);
    }

    public List<Check> checks(Table reloaded, Snapshot committed) {
        List<String> problems = CommittedRewrite.ofManifests().problems(reloaded, committed);
        String entries = committed.summary().getOrDefault("entries-processed", "0") + " entries: ";
        return List.of(
                problems.isEmpty()
                        ? Check.passed("live files", entries + "records and sequence numbers as before")
                        : Check.failed("live files", entries + String.join("; ", problems)),
                refs(reloaded, committed));
    }

    private Check refs(Table reloaded, Snapshot committed) {
        if (!isOfTheCommit(reloaded, committed)) {
            return Check.passed("branches and tags", "not compared: somebody has changed the table since");
        }
        Map<String, SnapshotRef> before = others(refs);
        Map<String, SnapshotRef> after = others(reloaded.refs());
        return before.equals(after)
                ? Check.passed("branches and tags", before.size() + " beside main, as before")
                : Check.failed("branches and tags", before.size() + " beside main before, " + after.size() + " after");
    }

    /** Whether nothing was committed between the rewrite and the load of the table. */
    private static boolean isOfTheCommit(Table reloaded, Snapshot committed) {
        return committed.equals(reloaded.currentSnapshot())
                && reloaded instanceof HasTableOperations table
                && table.operations().current().lastUpdatedMillis() == committed.timestampMillis();
    }

    private static Map<String, SnapshotRef> others(Map<String, SnapshotRef> refs) {
        Map<String, SnapshotRef> others = new HashMap<>(refs);
        others.remove(SnapshotRef.MAIN_BRANCH);
        return others;
    }
}
