package io.firn.daemon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.view.Health;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableHealthTest {
    @Test
    void oneFailureIsTriedAgainAndNobodyIsAsked() {
        assertThat(judge(Outcome.FAILED, Outcome.SUCCEEDED, Outcome.FAILED)).isEqualTo(Health.FINE);
    }

    @Test
    void failuresInARowNeedAPerson() {
        assertThat(judge(Outcome.RUNNING, Outcome.FAILED, Outcome.REJECTED, Outcome.SUCCEEDED)
                        .reasons())
                .containsExactly("compaction failed 2 times in a row: because");
    }

    @Test
    void anUnknownOutcomeNeedsAPerson() {
        assertThat(judge(Outcome.UNKNOWN).ok()).isFalse();
    }

    @Test
    void conflictsWithWritersAreUsualUpToAPoint() {
        Outcome[] conflicts = new Outcome[TableHealth.CONFLICTS_TOLERATED];
        Arrays.fill(conflicts, Outcome.CONFLICT);
        assertThat(judge(conflicts).ok()).isTrue();
        Outcome[] more = Arrays.copyOf(conflicts, conflicts.length + 1);
        more[conflicts.length] = Outcome.CONFLICT;
        assertThat(judge(more).reasons()).containsExactly("compaction lost 10 races in a row against writers");
    }

    @Test
    void aTableThatCannotBeReadNeedsAPerson() {
        assertThat(TableHealth.judge(Optional.of("file is gone"), List.of(), List.of())
                        .reasons())
                .containsExactly("cannot be read: file is gone");
    }

    private static Health judge(Outcome... newestFirst) {
        return TableHealth.judge(
                Optional.empty(),
                Arrays.stream(newestFirst).map(TableHealthTest::run).toList(),
                List.of());
    }

    private static Run run(Outcome outcome) {
        return new Run(
                "id",
                "firn",
                "a.b",
                Operation.COMPACTION,
                Trigger.THRESHOLD,
                outcome,
                "because",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
