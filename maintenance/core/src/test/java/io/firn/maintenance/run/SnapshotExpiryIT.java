package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.checkpoint;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.PolicyConfig;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotExpiryIT {
    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Run expire(PolicyConfig... policies) {
        return lake.maintenance(policies).run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);
    }

    private Table loaded() {
        return lake.catalog.loadTable(name("visits"));
    }

    @Test
    void oldSnapshotsGoAndTakeOnlyWhatNothingNeeds() throws Exception {
        Table table = lake.create("visits");
        for (int i = 0; i < 6; i++) {
            append(table, row(i, "a", i));
        }
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        append(table, row(9, "a", 9));
        List<String> before = lake.rows("visits");
        assertThat(lake.storedData("visits")).hasSize(8);
        assertThat(expire().outcome()).isEqualTo(Outcome.UNCHANGED);

        lake.clock.advance(Duration.ofHours(2));
        Run run = expire();

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("7 of 8 snapshots expired");
        assertThat(run.receipt()).hasValueSatisfying(receipt -> assertThat(receipt)
                .contains(
                        "{\"name\":\"expired snapshots\",\"passed\":true,\"detail\":\"7 are gone\"}",
                        "{\"name\":\"branches and tags\",\"passed\":true,\"detail\":\"1 have their snapshots\"}",
                        "{\"name\":\"manifests\",\"passed\":true",
                        "\"filesIn\":" + run.filesBefore() + ",\"filesOut\":0",
                        "\"bytesIn\":" + run.bytesRewritten() + ",\"bytesOut\":0",
                        "\"commits\":1"));
        assertThat(run.filesAfter()).isZero();
        assertThat(loaded().snapshots()).hasSize(1);
        assertThat(lake.rows("visits")).isEqualTo(before);
        // The compacted file was added by a snapshot that is gone and is live all the same.
        assertThat(lake.storedData("visits")).hasSize(2);
        assertThat(expire().outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void h1ExpiryKeepsTheSnapshotsOfTheLastCheckpointsAndTheirAncestry() {
        Table table = lake.create("visits");
        for (int i = 1; i <= 3; i++) {
            append(table, checkpoint("job-a", "sink", i), row(i, "a", i));
        }
        long lastOfA = current();
        for (int i = 1; i <= 2; i++) {
            append(table, checkpoint("job-b", "sink", i), row(10 + i, "a", i));
        }
        long lastOfB = current();
        for (int i = 0; i < 20; i++) {
            loaded().rewriteManifests().clusterBy(file -> "all").commit();
        }
        long tagged = table.snapshots().iterator().next().snapshotId();
        loaded().manageSnapshots().createTag("savepoint", tagged).commit();
        lake.clock.advance(Duration.ofDays(30));

        Run run = expire();

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("writer's last checkpoint");
        assertThat(ancestry()).contains(lastOfA, lastOfB).hasSize(23);
        assertThat(loaded().snapshot(tagged)).isNotNull();
        assertThat(loaded().snapshots()).hasSize(24);

        PolicyConfig retired = retiring(List.of("job-a"));
        assertThat(expire(retired).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ancestry()).contains(lastOfB).doesNotContain(lastOfA).hasSize(21);
        assertThat(expire(retired).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void h9EveryRetainedRefScansAfterwards() {
        Table table = lake.create("visits");
        append(table, row(1, "a", 1));
        table.manageSnapshots().createTag("first", current()).commit();
        append(table, row(2, "a", 2));
        table.manageSnapshots().createBranch("audit", current()).commit();
        table.newAppend()
                .appendFile(Lakehouse.write(table, row(3, "branch", 3)))
                .toBranch("audit")
                .commit();
        for (int i = 4; i < 10; i++) {
            append(table, row(i, "a", i));
        }
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);
        append(loaded(), row(10, "a", 10));
        long good = current();
        append(table, row(66, "mistake", 6));
        loaded().manageSnapshots().rollbackTo(good).commit();
        List<String> main = lake.rows("visits");
        List<String> first = rowsOf("first");
        List<String> audit = rowsOf("audit");
        lake.clock.advance(Duration.ofHours(2));

        Run run = expire();

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(loaded().snapshots()).hasSize(3);
        assertThat(loaded().refs().keySet()).containsExactlyInAnyOrder("main", "first", "audit");
        assertThat(lake.rows("visits")).isEqualTo(main);
        assertThat(rowsOf("first")).isEqualTo(first).hasSize(1);
        assertThat(rowsOf("audit")).isEqualTo(audit).hasSize(3);
        assertThat(lake.storedData("visits"))
                .as("the compacted file, row 10, and those of the tag and the branch")
                .hasSize(5);
    }

    @Test
    void h10AnAgedTagThatIsToGoTakesItsSnapshotAndFileWithIt() {
        Table table = lake.create("visits");
        append(table, row(1, "a", 1));
        table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        append(table, row(2, "a", 2));
        table.manageSnapshots()
                .createTag("aged", table.currentSnapshot().parentId())
                .createTag("first", SnapshotUtil.oldestAncestor(table).snapshotId())
                .setMaxRefAgeMs("first", 1)
                .commit();
        lake.clock.advance(Duration.ofHours(2));
        PolicyConfig.Snapshots kept = Lakehouse.defaults().snapshots();
        PolicyConfig dropping = PolicyConfig.inheriting("*")
                .with(new PolicyConfig.Snapshots(
                        kept.enabled(),
                        kept.keepFor(),
                        kept.keepAtLeast(),
                        List.of(),
                        List.of(),
                        Optional.of(true),
                        kept.consumerLagCap(),
                        Optional.empty()));
        assertThat(lake.storedData("visits")).hasSize(2);
        assertThat(expire().outcome()).as("nobody has asked to drop it").isEqualTo(Outcome.UNCHANGED);
        assertThat(lake.storedData("visits")).hasSize(2);

        Run run = expire(dropping);

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("1 branches or tags past their max-ref-age go: first");
        assertThat(loaded().refs()).containsOnlyKeys("main", "aged");
        assertThat(lake.storedData("visits")).hasSize(1);
        assertThat(lake.rows("visits")).hasSize(1);
    }

    @Test
    void h10AgedRefsAndStagedSnapshotsStay() {
        Table table = lake.create(
                "visits",
                PartitionSpec.unpartitioned(),
                Map.of(
                        "history.expire.max-ref-age-ms", "1",
                        "history.expire.max-snapshot-age-ms", "1",
                        "history.expire.min-snapshots-to-keep", "1"));
        append(table, row(1, "a", 1));
        table.manageSnapshots()
                .createTag("aged", current())
                .setMaxRefAgeMs("aged", 1)
                .commit();
        table.newAppend()
                .appendFile(Lakehouse.write(table, row(2, "staged", 2)))
                .set("wap.id", "audit-1")
                .stageOnly()
                .commit();
        Set<Long> kept = ids();
        append(table, row(3, "a", 3));
        append(table, row(4, "a", 4));
        append(table, row(5, "a", 5));
        lake.clock.advance(Duration.ofMinutes(30));
        append(table, row(6, "a", 6));
        assertThat(expire().outcome())
                .as("younger than keep-for, whatever the table says")
                .isEqualTo(Outcome.UNCHANGED);

        lake.clock.advance(Duration.ofHours(2));
        Run run = expire();

        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).contains("3 of 6 snapshots expired");
        assertThat(ids()).containsAll(kept).contains(current()).hasSize(3);
        assertThat(loaded().refs()).containsKey("aged");
        assertThat(rowsOf("aged")).hasSize(1);
        assertThat(loaded().snapshots())
                .anySatisfy(snapshot -> assertThat(Lakehouse.rows(loaded(), Optional.of(snapshot.snapshotId())))
                        .contains("2 staged 2.0"));
    }

    @Test
    void h8NothingIsExpiredOrDeletedWhenARetainedManifestCannotBeRead() throws Exception {
        Table table = lake.create("visits");
        append(table, row(1, "a", 1));
        table.manageSnapshots().createTag("kept", current()).commit();
        ManifestFile manifest = table.currentSnapshot().allManifests(table.io()).get(0);
        table.newDelete()
                .deleteFromRowFilter(org.apache.iceberg.expressions.Expressions.alwaysTrue())
                .commit();
        for (int i = 2; i < 9; i++) {
            append(table, row(i, "a", i));
        }
        lake.maintenance().run(name("visits"), Operation.COMPACTION, Trigger.REQUEST);
        append(loaded(), row(9, "a", 9));
        Files.delete(Path.of(manifest.path().replaceFirst("^file:(//)?", "")));
        int stored = lake.storedData("visits").size();
        Set<Long> snapshots = ids();
        lake.clock.advance(Duration.ofHours(2));

        Run run = expire();

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.reason()).contains("nothing was committed: what would remain could not all be read");
        assertThat(run.error()).isPresent();
        assertThat(ids()).isEqualTo(snapshots);
        assertThat(lake.storedData("visits")).hasSize(stored);
    }

    @Test
    void tablesThatShareTheirFilesAreRefused() {
        Table table = lake.create("visits", PartitionSpec.unpartitioned(), Map.of("gc.enabled", "false"));
        append(table, row(1, "a", 1));
        append(table, row(2, "a", 2));
        lake.clock.advance(Duration.ofHours(2));
        Run run = lake.maintenance().run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.REQUEST);
        assertThat(run.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(run.reason()).contains("gc.enabled");
        assertThat(loaded().snapshots()).hasSize(2);
    }

    @Test
    void aWriterThatCommitsMeanwhileIsNeitherLostNorExpired() {
        Table table = lake.create("visits");
        for (int i = 0; i < 4; i++) {
            append(table, row(i, "a", i));
        }
        lake.clock.advance(Duration.ofHours(2));
        List<Integer> commits = new ArrayList<>();
        InterceptedCatalog busy = new InterceptedCatalog(lake.catalog, commit -> {
            if (commits.size() < 3) {
                append(loaded(), row(10 + commits.size(), "late", 1));
            }
            commits.add(1);
            commit.run();
        });

        Run run = lake.maintenance(busy).run(name("visits"), Operation.SNAPSHOT_EXPIRY, Trigger.THRESHOLD);

        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(commits).hasSize(4);
        assertThat(lake.rows("visits")).hasSize(7);
        assertThat(loaded().snapshots()).hasSize(1);
    }

    private static PolicyConfig retiring(List<String> writers) {
        return PolicyConfig.inheriting("clinical.*")
                .with(new PolicyConfig.Snapshots(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        writers,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private long current() {
        return loaded().currentSnapshot().snapshotId();
    }

    private Set<Long> ids() {
        Set<Long> ids = new HashSet<>();
        loaded().snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }

    /** What a Flink sink sees on restore: from the head back, until a parent is missing. */
    private List<Long> ancestry() {
        Table table = loaded();
        List<Long> ids = new ArrayList<>();
        Snapshot next = table.currentSnapshot();
        while (next != null) {
            ids.add(next.snapshotId());
            next = next.parentId() == null ? null : table.snapshot(next.parentId());
        }
        return ids;
    }

    private List<String> rowsOf(String ref) {
        Table table = loaded();
        return Lakehouse.rows(table, Optional.of(table.refs().get(ref).snapshotId()));
    }
}
