package io.firn.maintenance.columnar;

import org.apache.iceberg.FieldMetrics;
import org.apache.parquet.column.statistics.Statistics;

/**
 * Counts and bounds of a column of floating-point numbers as Iceberg wants them: Parquet's own statistics know no NaN
 * count, and have no bounds where there is one.
 */
final class FloatTotals {
    private final ValueLayout layout;
    private long entries;
    private long values;
    private long nans;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    FloatTotals(ValueLayout layout) {
        this.layout = layout;
    }

    /** Level entries of a page, nulls among them. */
    void addEntries(int count) {
        entries += count;
    }

    /** Entries of which none is a NaN, by their null count and bounds. */
    void add(int count, Statistics<?> known) {
        entries += count;
        values += count - known.getNumNulls();
        if (known.hasNonNullValue()) {
            take(((Number) known.genericGetMin()).doubleValue());
            take(((Number) known.genericGetMax()).doubleValue());
        }
    }

    void add(byte[] bytes, int at) {
        count(1, take(bytes, at) ? 1 : 0);
    }

    /** So many values of which the distinct ones were taken. */
    void count(int more, int moreNaNs) {
        values += more;
        nans += moreNaNs;
    }

    /** Takes a value that occurs into the bounds, however often it does; says whether it is a NaN and none of them. */
    boolean take(byte[] bytes, int at) {
        double value = layout.width() == Float.BYTES ? ValueLayout.floatAt(bytes, at) : ValueLayout.doubleAt(bytes, at);
        if (Double.isNaN(value)) {
            return true;
        }
        take(value);
        return false;
    }

    private void take(double value) {
        least = Double.compare(value, least) < 0 ? value : least;
        most = Double.compare(value, most) > 0 ? value : most;
    }

    /** Of this and another part of the same column. */
    FloatTotals plus(FloatTotals other) {
        FloatTotals sum = new FloatTotals(layout);
        sum.entries = entries + other.entries;
        sum.values = values + other.values;
        sum.nans = nans + other.nans;
        sum.least = Double.compare(least, other.least) < 0 ? least : other.least;
        sum.most = Double.compare(most, other.most) > 0 ? most : other.most;
        return sum;
    }

    FieldMetrics<?> metrics(int fieldId) {
        long nulls = entries - values;
        if (values == nans) {
            return new FieldMetrics<>(fieldId, entries, nulls, nans);
        }
        return layout.width() == Float.BYTES
                ? new FieldMetrics<>(fieldId, entries, nulls, nans, (float) least, (float) most)
                : new FieldMetrics<>(fieldId, entries, nulls, nans, least, most);
    }
}
