package io.firn.quality.check;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.table.ColumnState;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Judges a table as it is at a moment, whether or not somebody commits. */
public final class TableChecks {
    private TableChecks() {}

    /** Seconds since the newest time of a column, or since a writer's last commit. */
    public static Judgement freshness(
            CheckConfig check, CheckKind.Freshness kind, TableState state, Instant now, Predicate<String> shown) {
        if (kind.column().isEmpty()) {
            return state.lastWriterSnapshot()
                    .map(SnapshotState::committedAt)
                    .map(last ->
                            age(check, last, now, "the last commit is from " + last.truncatedTo(ChronoUnit.SECONDS)))
                    .orElse(Judgement.unknown("nothing has been committed yet"));
        }
        String name = kind.column().get();
        Optional<ColumnState> column = state.columns().stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
        if (column.isEmpty()) {
            return Nulls.noColumn(name);
        }
        Optional<Instant> newest = newest(column.get());
        if (newest.isEmpty()) {
            return Nulls.noStatistics(name);
        }
        Judgement judgement = age(check, newest.get(), now, "how old the newest time of " + name + " is");
        return shown.test(name) ? judgement : judgement.withoutValue();
    }

    /** Whether the branch still holds what was judged last. */
    public static Judgement rollback(TableState state, Optional<SnapshotPosition> judged) {
        if (judged.isEmpty()) {
            return Judgement.pass("no commit was judged before").withValue(0);
        }
        Map<Long, SnapshotState> byId = new HashMap<>();
        state.snapshots().forEach(snapshot -> byId.put(snapshot.id(), snapshot));
        Optional<SnapshotState> next = state.currentSnapshotId().map(byId::get);
        while (next.isPresent() && !judged.get().covers(next.get())) {
            next = next.get().parentId().map(byId::get);
        }
        // Another replica may have judged a newer state than this one, which does not know that snapshot then.
        boolean isGone = byId.containsKey(judged.get().snapshotId())
                && next.isPresent()
                && next.get().id() != judged.get().snapshotId();
        return isGone
                ? Judgement.fail("the table went back behind snapshot "
                                + judged.get().snapshotId())
                        .withValue(1)
                : Judgement.pass("the table goes on from what was there").withValue(0);
    }

    private static Judgement age(CheckConfig check, Instant newest, Instant now, String subject) {
        double seconds = Math.max(0, Duration.between(newest, now).toMillis() / 1000.0);
        return Judgement.of(check.threshold(), seconds, subject);
    }

    private static Optional<Instant> newest(ColumnState column) {
        Optional<Long> bound =
                column.upperBound().filter(Number.class::isInstance).map(number -> ((Number) number).longValue());
        return switch (column.type()) {
            case "date" -> bound.map(days -> Instant.EPOCH.plus(days, ChronoUnit.DAYS));
            case "timestamp", "timestamptz" -> bound.map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            case "timestamp_ns", "timestamptz_ns" -> bound.map(Instant.EPOCH::plusNanos);
            default -> Optional.empty();
        };
    }
}
