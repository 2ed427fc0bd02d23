package io.firn.maintenance.verify;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.run.Lakehouse;
import java.nio.file.Path;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata that an expiry is about to commit, held against what was decided. */
final class ExpiryCheckTest {
    private Lakehouse lake;
    private TableMetadata before;
    private long oldest;
    private long tagged;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        Table table = lake.create("visits");
        append(table, row(1, "a", 1));
        oldest = table.currentSnapshot().snapshotId();
        append(table, row(2, "a", 2));
        tagged = table.currentSnapshot().snapshotId();
        table.manageSnapshots().createTag("audit", tagged).commit();
        append(table, row(3, "a", 3));
        before = ((HasTableOperations) table).operations().refresh();
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void whatWasDecidedIsNoProblem() {
        TableMetadata after =
                TableMetadata.buildFrom(before).removeSnapshots(Set.of(oldest)).build();
        assertThat(ExpiryCheck.problem(before, after, Set.of(oldest), Set.of())).isEmpty();
        TableMetadata untagged =
                TableMetadata.buildFrom(after).removeRef("audit").build();
        assertThat(ExpiryCheck.problem(before, untagged, Set.of(oldest), Set.of("audit")))
                .isEmpty();
    }

    @Test
    void h10ATagThatNobodyDecidedToDropIsAProblem() {
        TableMetadata after = TableMetadata.buildFrom(before).removeRef("audit").build();
        assertThat(ExpiryCheck.problem(before, after, Set.of(), Set.of()))
                .contains("it would change 1 branches or tags that were to stay");
    }

    @Test
    void h10ASnapshotThatNobodyDecidedToExpireIsAProblem() {
        TableMetadata after =
                TableMetadata.buildFrom(before).removeSnapshots(Set.of(oldest)).build();
        assertThat(ExpiryCheck.problem(before, after, Set.of(), Set.of()))
                .contains("it would leave 2 snapshots, not the 3 decided");
    }

    @Test
    void h10AHeadThatMovesIsAProblem() {
        TableMetadata after = TableMetadata.buildFrom(before)
                .setRef("main", SnapshotRef.branchBuilder(tagged).build())
                .build();
        assertThat(ExpiryCheck.problem(before, after, Set.of(), Set.of()))
                .contains("it would change 1 branches or tags that were to stay");
    }
}
