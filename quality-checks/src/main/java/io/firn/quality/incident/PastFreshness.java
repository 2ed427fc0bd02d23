package io.firn.quality.incident;

import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Threshold;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import io.firn.quality.commit.CommitFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How old a table's newest commit became before the next one came. Of a freshness by a column's newest time only the commits
 * themselves are known well enough: this replays the check of commits, and says nothing of one with a column.
 */
final class PastFreshness {
    private final FiringLog log;
    private final Threshold threshold;
    private Optional<Instant> last = Optional.empty();

    PastFreshness(FiringLog log) {
        this.log = log;
        this.threshold = log.check().threshold();
    }

    static boolean replays(CheckKind kind) {
        return kind instanceof CheckKind.Freshness freshness
                && freshness.column().isEmpty();
    }

    void add(CommitFacts commit) {
        Optional<Long> checkpoint = commit.checkpoint().map(found -> found.checkpointId());
        last.ifPresent(before -> gap(before, commit.committedAt(), Optional.of(commit.id()), checkpoint));
        last = Optional.of(commit.committedAt());
    }

    void end(Instant now) {
        last.ifPresent(before -> {
            Judgement judgement = judgement(before, now);
            if (judgement.status() != Status.PASS) {
                log.add(judgement, before.plus(limit(before, now)), Optional.empty(), Optional.empty());
            }
        });
    }

    private void gap(Instant before, Instant next, Optional<Long> snapshotId, Optional<Long> checkpointId) {
        Judgement judgement = judgement(before, next);
        boolean fires = judgement.status() != Status.PASS;
        Instant at = fires ? before.plus(limit(before, next)) : next;
        log.add(judgement, at, snapshotId, checkpointId);
        if (fires) {
            log.heal(next);
        }
    }

    private Judgement judgement(Instant before, Instant next) {
        double seconds = Duration.between(before, next).toMillis() / 1000.0;
        return Judgement.of(
                threshold, seconds, "no commit for " + Threshold.number(seconds) + " s after the one of " + before);
    }

    /** How long after a commit it begins to fail. */
    private Duration limit(Instant before, Instant next) {
        double seconds = threshold
                .fail()
                .mustBeLessThan()
                .or(threshold.fail()::mustBeLessThanOrEqual)
                .orElse(0.0);
        Duration limit = Duration.ofMillis((long) (1000 * seconds));
        Duration whole = Duration.between(before, next);
        return limit.compareTo(whole) < 0 ? limit : whole;
    }
}
