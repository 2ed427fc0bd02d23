package io.firn.lake.table;

import io.firn.lake.avro.AvroInput;
import io.firn.lake.avro.UnsupportedAvroException;
import io.firn.lake.table.ColumnSummary.Bound;
import io.firn.lake.table.ColumnSummary.Knowledge;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * Adds up one column over the files of a manifest as {@link ColumnSummary} does, without an object for each file. What is set
 * between {@link #begin} and {@link #end} is of one file.
 */
final class ColumnTotals {
    private static final long ABSENT = -1;

    private final Type type;
    private final Order order;
    /** Whether values have four bytes; those of eight may have had four before the column was widened. */
    private final boolean isShort;

    private boolean beganAny;
    private boolean anyRecords;
    private boolean valuesKnown = true;
    private boolean nullsKnown = true;
    private long values;
    private long nulls;
    private final Extreme lower = new Extreme(1);
    private final Extreme upper = new Extreme(-1);

    private long fileValues;
    private long fileNulls;
    private long fileNans;

    /** How the bytes of a bound compare. */
    private enum Order {
        WHOLE,
        FLOATING,
        /** By objects of Iceberg's. */
        OTHER,
        /** Bounds of such a column are not kept. */
        NONE
    }

    ColumnTotals(Type type) {
        this.type = type;
        this.isShort = switch (type.typeId()) {
            case INTEGER, DATE, FLOAT -> true;
            default -> false;
        };
        this.order = switch (type.typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> Order.WHOLE;
            case FLOAT, DOUBLE -> Order.FLOATING;
            default -> ColumnSummary.isBounded(type) ? Order.OTHER : Order.NONE;
        };
    }

    void begin() {
        fileValues = ABSENT;
        fileNulls = ABSENT;
        fileNans = ABSENT;
        lower.length = -1;
        upper.length = -1;
        beganAny = true;
    }

    void values(long count) {
        fileValues = count;
    }

    void nulls(long count) {
        fileNulls = count;
    }

    void nans(long count) {
        fileNans = count;
    }

    void lower(int start, int length) {
        lower.start = start;
        lower.length = length;
    }

    void upper(int start, int length) {
        upper.start = start;
        upper.length = length;
    }

    /** @param bytes in which the bounds lie */
    void end(long records, byte[] bytes) {
        if (records == 0) {
            return;
        }
        anyRecords = true;
        valuesKnown &= fileValues != ABSENT;
        nullsKnown &= fileNulls != ABSENT;
        values += fileValues;
        nulls += fileNulls;
        boolean nothingToBound =
                fileValues != ABSENT && fileNulls != ABSENT && fileValues - fileNulls - Math.max(0, fileNans) <= 0;
        if (!nothingToBound && order != Order.NONE) {
            lower.add(bytes);
            upper.add(bytes);
        }
    }

    ColumnSummary summary() {
        if (!beganAny || !anyRecords) {
            return ColumnSummary.NOTHING;
        }
        return new ColumnSummary(
                valuesKnown ? values : null,
                nullsKnown ? nulls : null,
                order == Order.NONE ? Bound.UNKNOWN : lower.bound(),
                order == Order.NONE ? Bound.UNKNOWN : upper.bound());
    }

    /** The least or the greatest of the bounds that were seen. */
    private final class Extreme {
        private final int sign;
        private int start;
        private int length;
        private boolean known = true;
        private boolean any;
        private long whole;
        private double floating;
        private Bound other = Bound.NO_VALUES;

        private Extreme(int sign) {
            this.sign = sign;
        }

        private void add(byte[] bytes) {
            if (length < 0) {
                known = false;
                return;
            }
            // Also once the column is unknown: a bound that cannot be read is Iceberg's to judge.
            boolean isNumber = length == Integer.BYTES || (length == Long.BYTES && !isShort);
            switch (order) {
                case WHOLE -> {
                    long number = isNumber ? AvroInput.littleEndian(bytes, start, length) : unreadable();
                    if (!any || sign * Long.compare(number, whole) < 0) {
                        whole = number;
                    }
                }
                case FLOATING -> {
                    long bits = isNumber ? AvroInput.littleEndian(bytes, start, length) : unreadable();
                    double number =
                            length == Integer.BYTES ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
                    if (!any || sign * Double.compare(number, floating) < 0) {
                        floating = number;
                    }
                }
                default -> {
                    byte[] own = Arrays.copyOfRange(bytes, start, start + length);
                    other = other.merge(
                            ColumnSummary.bound(ByteBuffer.wrap(own), type), ColumnSummary.order(type, sign));
                }
            }
            any = true;
        }

        private long unreadable() {
            throw new UnsupportedAvroException("Cannot read a bound of " + length + " bytes");
        }

        private Bound bound() {
            if (!known) {
                return Bound.UNKNOWN;
            }
            if (!any) {
                return Bound.NO_VALUES;
            }
            return order == Order.OTHER ? other : new Bound(Knowledge.KNOWN, value());
        }

        private @Nullable Object value() {
            return switch (type.typeId()) {
                case INTEGER, DATE -> Integer.valueOf((int) whole);
                case FLOAT -> Float.valueOf((float) floating);
                case DOUBLE -> Double.valueOf(floating);
                default -> Long.valueOf(whole);
            };
        }
    }
}
