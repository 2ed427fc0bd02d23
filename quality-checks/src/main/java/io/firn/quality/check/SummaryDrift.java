package io.firn.quality.check;

import io.firn.lake.table.SnapshotState;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what a snapshot's summary counts against its manifests, and its totals against those of the snapshot before. */
final class SummaryDrift {
    private SummaryDrift() {}

    static Judgement judge(CommitFacts commit, EarlierCommits earlier) {
        Map<String, String> summary = commit.snapshot().summary();
        List<String> differing = new ArrayList<>();
        compare(differing, summary, "added-data-files", commit.added().files());
        compare(differing, summary, "added-records", commit.added().records());
        compare(differing, summary, "added-delete-files", commit.addedDeletes().files());
        compare(differing, summary, "deleted-data-files", commit.removed().files());
        compare(differing, summary, "deleted-records", commit.removed().records());
        compare(
                differing,
                summary,
                "removed-delete-files",
                commit.removedDeletes().files());
        earlier.snapshots().stream()
                .findFirst()
                .filter(before -> commit.snapshot().parentId().equals(Optional.of(before.id())))
                .flatMap(before -> count(before, "total-records"))
                .ifPresent(before -> compare(
                        differing,
                        summary,
                        "total-records",
                        before + commit.added().records() - commit.removed().records()));
        return differing.isEmpty()
                ? Judgement.pass("the summary counts what the manifests hold").withValue(0)
                : Judgement.fail("the summary differs from the manifests: " + String.join(", ", differing))
                        .withValue(differing.size());
    }

    private static void compare(List<String> differing, Map<String, String> summary, String key, long counted) {
        String said = summary.get(key);
        if (said != null && !said.equals(String.valueOf(counted))) {
            differing.add(key + " is " + said + " and should be " + counted);
        }
    }

    private static Optional<Long> count(SnapshotState snapshot, String key) {
        try {
            return Optional.ofNullable(snapshot.summary().get(key)).map(Long::parseLong);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
