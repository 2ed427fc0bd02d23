package io.firn.quality.engine;

import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.quality.anomaly.Point;
import io.firn.quality.commit.ColumnFacts;
import io.firn.quality.commit.CommitFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A bucket of time that is being filled, and whether the one before it was unusual. */
record OpenBucket(Point point, boolean previousFlagged) {

    /** The first one of a series: not all of it was seen. */
    static OpenBucket first(Anomaly anomaly, Instant now) {
        Point empty = empty(anomaly, start(anomaly.bucket(), now));
        return new OpenBucket(new Point(empty.start(), empty.total(), empty.weight(), false, true), false);
    }

    static Instant start(Duration bucket, Instant time) {
        long seconds = bucket.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** No commit is no rows; of columns it says nothing. */
    static Point empty(Anomaly anomaly, Instant start) {
        return new Point(start, 0, anomaly.metric().isOfColumn() ? 0 : 1, false, false);
    }

    OpenBucket next(Anomaly anomaly, boolean flagged) {
        return new OpenBucket(empty(anomaly, point.start().plus(anomaly.bucket())), flagged);
    }

    OpenBucket leftOut() {
        return new OpenBucket(new Point(point.start(), point.total(), point.weight(), false, true), previousFlagged);
    }

    OpenBucket with(Anomaly anomaly, CommitFacts commit) {
        return switch (anomaly.metric()) {
            case ROW_COUNT -> set(point.total() + commit.added().records(), 1);
            case COMMITS -> set(point.total() + 1, 1);
            case MISSING -> withNulls(column(anomaly, commit));
            case MINIMUM -> withExtreme(column(anomaly, commit).flatMap(ColumnFacts::lower), -1);
            case MAXIMUM -> withExtreme(column(anomaly, commit).flatMap(ColumnFacts::upper), 1);
        };
    }

    private OpenBucket withNulls(Optional<ColumnFacts> column) {
        return column.flatMap(known -> known.values().flatMap(values -> known.nulls()
                        .map(nulls -> set(point.total() + 100.0 * nulls, point.weight() + values))))
                .orElse(this);
    }

    private OpenBucket withExtreme(Optional<Object> bound, int sign) {
        return bound.filter(Number.class::isInstance)
                .map(value -> ((Number) value).doubleValue())
                .filter(value -> point.weight() == 0 || sign * Double.compare(value, point.total()) > 0)
                .map(value -> set(value, 1))
                .orElse(this);
    }

    private OpenBucket set(double total, double weight) {
        return new OpenBucket(new Point(point.start(), total, weight, false, point.leftOut()), previousFlagged);
    }

    private static Optional<ColumnFacts> column(Anomaly anomaly, CommitFacts commit) {
        return anomaly.column().flatMap(commit::column);
    }
}
