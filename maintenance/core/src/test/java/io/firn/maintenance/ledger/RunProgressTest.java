package io.firn.maintenance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.engine.Progress;
import io.firn.maintenance.ledger.RunProgress.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunProgressTest {
    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant LATER = START.plusSeconds(10);

    private static RunProgress progress(Amount files, Amount bytes) {
        return new RunProgress(LATER, files, bytes, Amount.UNKNOWN);
    }

    private static Optional<Duration> left(Amount files, Amount bytes) {
        return progress(files, bytes).left(START, LATER);
    }

    @Test
    void whatIsLeftTakesAsLongAsWhatIsDoneDid() {
        assertThat(left(new Amount(1, 2), new Amount(250, 1_000))).contains(Duration.ofSeconds(30));
        assertThat(left(new Amount(1, 2), Amount.UNKNOWN)).contains(Duration.ofSeconds(10));
        assertThat(left(new Amount(2, 2), new Amount(1_000, 1_000))).contains(Duration.ZERO);
    }

    @Test
    void nobodyKnowsBeforeSomethingIsDoneOrWithoutATotal() {
        assertThat(left(new Amount(0, 2), new Amount(0, 1_000))).isEmpty();
        assertThat(left(new Amount(5, 0), Amount.UNKNOWN)).isEmpty();
        assertThat(RunProgress.unknown(LATER).left(START, LATER)).isEmpty();
    }

    @Test
    void whatWasSeenAWhileAgoHasGoneOnSinceUntilItIsTooOldToTell() {
        RunProgress seen = progress(new Amount(1, 2), new Amount(250, 1_000));
        assertThat(seen.left(START, LATER.plusSeconds(10))).contains(Duration.ofSeconds(20));
        assertThat(seen.left(START, LATER.plusSeconds(40))).contains(Duration.ZERO);
        assertThat(seen.left(START, LATER.plusSeconds(61))).isEmpty();
    }

    @Test
    void onlyARunThatGoesOnHasSomethingLeft() {
        Optional<RunProgress> half = Optional.of(progress(new Amount(1, 2), Amount.UNKNOWN));
        assertThat(LedgerContract.run("ns.t", Outcome.RUNNING, START)
                        .withProgress(half)
                        .left(LATER))
                .contains(Duration.ofSeconds(10));
        assertThat(LedgerContract.run("ns.t", Outcome.CANCELLED, START)
                        .withProgress(half)
                        .left(LATER))
                .isEmpty();
        assertThat(LedgerContract.run("ns.t", Outcome.RUNNING, START).left(LATER))
                .isEmpty();
    }

    @Test
    void filesBytesAndRowsAreCountedAndTakenBack() {
        Progress progress = new Progress();
        assertThat(progress.at(LATER)).isEmpty();
        progress.expect(3, 300, 30);
        progress.done(1, 100, 10);
        progress.done(1, 100, 10);
        progress.done(-1, -100, -10);
        assertThat(progress.at(LATER))
                .contains(new RunProgress(LATER, new Amount(1, 3), new Amount(100, 300), new Amount(10, 30)));
    }

    @Test
    void workOnFilesAloneKnowsNoRows() {
        Progress progress = new Progress();
        progress.expect(2, 200);
        progress.done(1, 100);
        assertThat(progress.at(LATER).orElseThrow().rows()).isEqualTo(Amount.UNKNOWN);
    }
}
