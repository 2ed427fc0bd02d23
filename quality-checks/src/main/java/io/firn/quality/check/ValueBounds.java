package io.firn.quality.check;

import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Limit;
import io.firn.lake.config.Threshold;
import io.firn.quality.commit.ColumnFacts;
import io.firn.quality.commit.CommitFacts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Judges values by their bounds. A bound is a value of a patient: it never gets into a reason, and only that of a column that
 * may be shown becomes a judgement's value.
 */
final class ValueBounds {
    private ValueBounds() {}

    static Judgement range(CheckKind.Range check, CommitFacts commit, Predicate<String> shown) {
        String name = check.column();
        Optional<ColumnFacts> column = commit.column(name);
        if (column.isEmpty()) {
            return Nulls.noColumn(name);
        }
        if (!column.get().bounded()) {
            return Nulls.noStatistics(name);
        }
        Optional<Limit> foreign = Stream.of(check.min(), check.max())
                .flatMap(Optional::stream)
                .filter(limit -> limit instanceof Limit.Moment
                        != ColumnTimes.isTime(column.get().type()))
                .findFirst();
        if (foreign.isPresent()) {
            return Judgement.unknown("column " + name + " is " + column.get().type()
                    + " and cannot be compared with the limit of " + foreign.get());
        }
        Optional<Object> lower = column.get().lower();
        Optional<Object> upper = column.get().upper();
        if (lower.isEmpty() || upper.isEmpty()) {
            return Judgement.pass("no value of " + name + " was added");
        }
        List<String> broken = new ArrayList<>();
        Object told = check.max().isPresent() ? upper.get() : lower.get();
        if (check.max().isPresent()
                && compare(column.get(), upper.get(), check.max().get()) > 0) {
            broken.add("the greatest added value of " + name + " is above the limit of "
                    + check.max().get());
        }
        if (check.min().isPresent()
                && compare(column.get(), lower.get(), check.min().get()) < 0) {
            broken.add("the least added value of " + name + " is below the limit of "
                    + check.min().get());
            told = broken.size() > 1 ? told : lower.get();
        }
        Judgement judgement = broken.isEmpty()
                ? Judgement.pass("all added values of " + name + " are within the limits")
                : Judgement.fail(String.join(", and ", broken));
        return shown.test(name) ? judgement.withValue(number(column.get(), told)) : judgement;
    }

    static Judgement future(CheckKind.FutureTimes check, CommitFacts commit, Predicate<String> shown) {
        String name = check.column();
        Optional<ColumnFacts> column = commit.column(name);
        if (column.isEmpty()) {
            return Nulls.noColumn(name);
        }
        if (!column.get().bounded() || !ColumnTimes.isTime(column.get().type())) {
            return Nulls.noStatistics(name);
        }
        if (column.get().upper().isEmpty()) {
            return Judgement.pass("no value of " + name + " was added");
        }
        Instant newest =
                ColumnTimes.instant(column.get().type(), column.get().upper().get());
        Instant limit = commit.committedAt().plus(check.tolerance());
        double ahead = Duration.between(commit.committedAt(), newest).toMillis() / 1000.0;
        Judgement judgement = newest.isAfter(limit)
                ? Judgement.fail("times of " + name + " are later than their commit")
                : Judgement.pass("no time of " + name + " is later than its commit");
        return shown.test(name) ? judgement.withValue(Math.max(0, ahead)) : judgement;
    }

    static Judgement late(CheckKind.LateTimes check, Threshold threshold, CommitFacts commit, Predicate<String> shown) {
        String name = check.column();
        Optional<ColumnFacts> column = commit.column(name);
        if (column.isEmpty()) {
            return Nulls.noColumn(name);
        }
        if (!column.get().bounded() || !ColumnTimes.isTime(column.get().type())) {
            return Nulls.noStatistics(name);
        }
        if (column.get().lower().isEmpty()) {
            return Judgement.pass("no value of " + name + " was added");
        }
        Instant oldest =
                ColumnTimes.instant(column.get().type(), column.get().lower().get());
        double behind =
                Math.max(0, Duration.between(oldest, commit.committedAt()).toMillis() / 1000.0);
        Judgement judgement =
                Judgement.of(threshold, behind, "how long before its commit the oldest added time of " + name + " was");
        return shown.test(name) ? judgement : judgement.withoutValue();
    }

    /** Of a number with an amount, or of a date or a timestamp with a moment. */
    private static int compare(ColumnFacts column, Object bound, Limit limit) {
        if (limit instanceof Limit.Moment moment) {
            return ColumnTimes.instant(column.type(), bound).compareTo(moment.value());
        }
        double rough = ((Number) bound).doubleValue();
        return Double.isInfinite(rough)
                ? Double.compare(rough, 0)
                : exact(bound).compareTo(((Limit.Amount) limit).value());
    }

    private static BigDecimal exact(Object bound) {
        return bound instanceof BigDecimal decimal ? decimal : new BigDecimal(bound.toString());
    }

    /** As a metric: times are seconds since the epoch. */
    private static double number(ColumnFacts column, Object bound) {
        return ColumnTimes.isTime(column.type())
                ? ColumnTimes.instant(column.type(), bound).toEpochMilli() / 1000.0
                : ((Number) bound).doubleValue();
    }
}
