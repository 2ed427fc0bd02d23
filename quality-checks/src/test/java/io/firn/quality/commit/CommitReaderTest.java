package io.firn.quality.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.table.SnapshotState;
import io.firn.quality.FakeLake;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitReaderTest {
    private final FakeLake lake = new FakeLake();
    private final Table table = lake.create("labs");

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void addsUpWhatTheAddedFilesSay() {
        lake.append(
                table,
                FakeLake.file(table, 7).counts("score", 7).nans("score", 0).build());
        lake.append(
                table,
                5,
                FakeLake.file(table, 10)
                        .counts("score", 2)
                        .nans("score", 1)
                        .bounds("score", 1.5, 4.0)
                        .build(),
                FakeLake.file(table, 20)
                        .counts("score", 0)
                        .nans("score", 0)
                        .bounds("score", -2.0, 3.0)
                        .build());

        CommitFacts facts = lake.facts(table);

        assertThat(facts.added().records()).isEqualTo(30);
        assertThat(facts.added().files()).isEqualTo(2);
        assertThat(facts.snapshot().operation()).isEqualTo("append");
        assertThat(facts.checkpoint().orElseThrow().checkpointId()).isEqualTo(5);
        ColumnFacts score = facts.column("score").orElseThrow();
        assertThat(score.values()).contains(30L);
        assertThat(score.nulls()).contains(2L);
        assertThat(score.nans()).contains(1L);
        assertThat(score.bounded()).isTrue();
        assertThat(score.lower()).contains(-2.0);
        assertThat(score.upper()).contains(4.0);
    }

    @Test
    void aFileThatDoesNotSayMakesAColumnUnknown() {
        lake.append(
                table,
                FakeLake.file(table, 10)
                        .counts("score", 2)
                        .bounds("score", 1.0, 2.0)
                        .build(),
                FakeLake.file(table, 1).build());

        ColumnFacts score = lake.facts(table).column("score").orElseThrow();

        assertThat(score.values()).isEmpty();
        assertThat(score.nulls()).isEmpty();
        assertThat(score.nans()).isEmpty();
        assertThat(score.bounded()).isFalse();
        assertThat(score.upper()).isEmpty();
    }

    @Test
    void aFileOfNothingButNullsBoundsNothing() {
        lake.append(
                table,
                FakeLake.file(table, 10).counts("at", 10).build(),
                FakeLake.file(table, 10).counts("at", 0).bounds("at", 5L, 9L).build());

        ColumnFacts at = lake.facts(table).column("at").orElseThrow();

        assertThat(at.bounded()).isTrue();
        assertThat(at.lower()).contains(5L);
        assertThat(at.allNull()).contains(false);
    }

    @Test
    void textIsNeverBounded() {
        lake.append(
                table,
                FakeLake.file(table, 3)
                        .counts("note", 0)
                        .bounds("note", "Anna", "Zoe")
                        .build());

        CommitFacts facts = lake.facts(table);

        assertThat(facts.column("note").orElseThrow().bounded()).isFalse();
        assertThat(facts.toString()).doesNotContain("Anna", "Zoe");
    }

    @Test
    void neitherValuesNorBoundsArePrinted() {
        lake.append(
                table,
                FakeLake.file(table, 3)
                        .counts("score", 0)
                        .bounds("score", 4711.0, 4712.0)
                        .build());

        assertThat(lake.facts(table).toString()).doesNotContain("4711", "4712");
    }

    @Test
    void namesTheOffsetsOfTheAddedRows() {
        lake.append(
                table,
                FakeLake.file(table, 3).offsets("labs", 0, 10, 14).build(),
                FakeLake.file(table, 3).offsets("labs", 1, 7, 9).build(),
                FakeLake.file(table, 3).offsets("labs", 0, 15, 19).build());

        assertThat(lake.facts(table).offsets())
                .extracting(OffsetRange::toString)
                .containsExactlyInAnyOrder("labs[0] 10..19", "labs[1] 7..9");
        assertThat(new OffsetRange(Optional.empty(), 0, 3, 1, 2)).hasToString("[0-3] 1..2");
    }

    @Test
    void countsWhatACommitTookOut() {
        DataFile file = FakeLake.file(table, 9).build();
        lake.append(table, file);
        table.newDelete().deleteFile(file).commit();

        CommitFacts facts = lake.facts(table);

        assertThat(facts.removed().records()).isEqualTo(9);
        assertThat(facts.added().records()).isZero();
        assertThat(facts.isEmpty()).isFalse();
    }

    @Test
    void aCommitThatIsGoneIsSaidToBe() {
        lake.append(table, FakeLake.file(table, 1).build());
        SnapshotState first = SnapshotState.of(table.currentSnapshot());
        lake.append(table, FakeLake.file(table, 1).build());
        table.expireSnapshots().expireSnapshotId(first.id()).commit();

        assertThatThrownBy(() -> new CommitReader(1 << 20).read(table, first))
                .hasMessage("Cannot read commit " + first.id() + ": it has been expired");
    }

    @Test
    void earlierCommitsLeaveRewritesOut() {
        lake.append(table, 1, FakeLake.file(table, 1).build());
        long first = table.currentSnapshot().snapshotId();
        table.rewriteManifests().clusterBy(file -> "all").commit();
        lake.append(table, 2, FakeLake.file(table, 1).build());
        Lineage lineage =
                new Lineage(lake.state(table), commit -> lake.commits().read(table, commit));

        EarlierCommits earlier = lineage.before(SnapshotState.of(table.currentSnapshot()));

        assertThat(earlier.snapshots()).extracting(SnapshotState::id).containsExactly(first);
        assertThat(earlier.facts().findFirst().orElseThrow().id()).isEqualTo(first);
    }
}
