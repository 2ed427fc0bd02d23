package io.firn.quality.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Threshold;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.quality.FakeLake;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableChecksTest {
    private final FakeLake lake = new FakeLake();
    private final Table table = lake.create("labs");

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void aRollbackIsSeenByWhatWasJudgedBefore() {
        lake.append(table, FakeLake.file(table, 1).build());
        long first = table.currentSnapshot().snapshotId();
        lake.append(table, FakeLake.file(table, 1).build());
        Optional<SnapshotPosition> judged = Optional.of(SnapshotPosition.of(SnapshotState.of(table.currentSnapshot())));
        lake.append(table, FakeLake.file(table, 1).build());
        assertThat(TableChecks.rollback(lake.state(table), judged).status()).isEqualTo(Status.PASS);

        table.manageSnapshots().rollbackTo(first).commit();
        assertThat(TableChecks.rollback(lake.state(table), judged).status()).isEqualTo(Status.FAIL);

        lake.append(table, FakeLake.file(table, 1).build());
        assertThat(TableChecks.rollback(lake.state(table), judged).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void freshnessIsTheAgeOfTheNewestTimeOrCommit() {
        Instant now = Instant.now();
        lake.append(table, CommitChecksTest.times(table, now.minusSeconds(7200), now.minusSeconds(3600)));
        CheckKind.Freshness byColumn = new CheckKind.Freshness(Optional.of("at"));

        Judgement judgement = TableChecks.freshness(
                CommitChecksTest.check(byColumn, Threshold.below(1800)),
                byColumn,
                lake.state(table),
                now,
                "at"::equals);
        assertThat(judgement.status()).isEqualTo(Status.FAIL);
        assertThat(judgement.value().orElseThrow()).isBetween(3599.0, 3601.0);
        assertThat(TableChecks.freshness(
                                CommitChecksTest.check(byColumn, Threshold.below(1800)),
                                byColumn,
                                lake.state(table),
                                now,
                                column -> false)
                        .value())
                .isEmpty();

        CheckKind.Freshness byCommit = new CheckKind.Freshness(Optional.empty());
        assertThat(TableChecks.freshness(
                                CommitChecksTest.check(byCommit, Threshold.below(1800)),
                                byCommit,
                                lake.state(table),
                                now.plusSeconds(3600),
                                column -> false)
                        .status())
                .isEqualTo(Status.FAIL);
    }
}
