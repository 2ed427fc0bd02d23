package io.firn.maintenance.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final Holds MISSING =
            table -> table.equals("trials.visits") ? Optional.of("held: missing records") : Optional.empty();

    @Test
    void whatDeletesWaitsWhileTheTableIsHeld() {
        Decision expiry = new Decision("trials.visits", Operation.SNAPSHOT_EXPIRY, true, "3 may go", 3, 0);
        Decision held = MISSING.answer(expiry);
        assertThat(held.verdict()).isEqualTo(Decision.Verdict.WAITS);
        assertThat(held.reason()).isEqualTo("3 may go; but held: missing records");
        assertThat(MISSING.answer(new Decision("trials.visits", Operation.ORPHAN_REMOVAL, true, "due", 1, 0))
                        .chosen())
                .isFalse();
        assertThat(Holds.NONE.answer(expiry)).isEqualTo(expiry);
    }

    @Test
    void h21EverythingWaitsWhileThereIsAReasonForAllOfThem() {
        Holds all = new Holds() {
            @Override
            public Optional<String> reason(String table) {
                return Optional.empty();
            }

            @Override
            public Optional<String> reasonForAll() {
                return Optional.of("the clock is wrong");
            }
        };
        Decision compaction = new Decision("trials.visits", Operation.COMPACTION, true, "small files", 3, 9);
        assertThat(all.answer(compaction).verdict()).isEqualTo(Decision.Verdict.WAITS);
        assertThat(all.answer(compaction).reason()).isEqualTo("small files; but the clock is wrong");
        Decision idle = new Decision("trials.visits", Operation.COMPACTION, false, "none", 0, 0);
        assertThat(all.answer(idle)).isEqualTo(idle);
    }

    @Test
    void othersGoOn() {
        Decision other = new Decision("trials.labs", Operation.SNAPSHOT_EXPIRY, true, "3 may go", 3, 0);
        assertThat(MISSING.answer(other)).isEqualTo(other);
        Decision compaction = new Decision("trials.visits", Operation.COMPACTION, true, "small files", 3, 9);
        assertThat(MISSING.answer(compaction)).isEqualTo(compaction);
        Decision idle = new Decision("trials.visits", Operation.SNAPSHOT_EXPIRY, false, "none may go", 0, 0);
        assertThat(MISSING.answer(idle)).isEqualTo(idle);
    }
}
