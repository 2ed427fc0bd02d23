package io.firn.quality.incident;

import io.firn.lake.config.CheckConfig;
import io.firn.quality.check.Judgement;
import io.firn.quality.incident.Backtest.CheckHistory;
import io.firn.quality.incident.Backtest.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gathers what one check says, oldest first, into the times during which it failed. */
final class FiringLog {
    private static final int SHOWN = 100;

    private final CheckConfig check;
    private final List<Firing> firings = new ArrayList<>();
    private Optional<Firing> open = Optional.empty();
    private long fired;
    private long judged;
    private long failed;
    private long warned;
    private long unknown;

    FiringLog(CheckConfig check) {
        this.check = check;
    }

    CheckConfig check() {
        return check;
    }

    /** @param at when it would have been known */
    void add(Judgement judgement, Instant at, Optional<Long> snapshotId, Optional<Long> checkpointId) {
        judged++;
        switch (judgement.status()) {
            case UNKNOWN -> unknown++;
            case FAIL -> {
                failed++;
                fail(judgement, at, snapshotId, checkpointId);
            }
            case WARN -> {
                warned++;
                heal(at);
            }
            case PASS -> heal(at);
        }
    }

    CheckHistory history(boolean replayed) {
        List<Firing> all = new ArrayList<>(firings);
        open.ifPresent(all::add);
        return new CheckHistory(
                check.name(),
                check.kind().type(),
                check.severity().name().toLowerCase(Locale.ROOT),
                replayed,
                judged,
                failed,
                warned,
                unknown,
                fired,
                all);
    }

    private void fail(Judgement judgement, Instant at, Optional<Long> snapshotId, Optional<Long> checkpointId) {
        if (open.isPresent()) {
            Firing before = open.get();
            open = Optional.of(new Firing(
                    before.since(),
                    before.until(),
                    before.snapshotId(),
                    before.checkpointId(),
                    before.commits() + 1,
                    before.reason()));
            return;
        }
        fired++;
        open = Optional.of(new Firing(at, Optional.empty(), snapshotId, checkpointId, 1, judgement.reason()));
    }

    void heal(Instant at) {
        if (open.isPresent() && firings.size() < SHOWN) {
            Firing over = open.get();
            firings.add(new Firing(
                    over.since(),
                    Optional.of(at),
                    over.snapshotId(),
                    over.checkpointId(),
                    over.commits(),
                    over.reason()));
        }
        open = Optional.empty();
    }
}
