package io.firn.maintenance.columnar;

import java.util.Optional;

/** Where one column of the output has its values from in one input, which may have been written with an older schema. */
sealed interface ColumnSource {

    /** The same for the rows from a position on. */
    default ColumnSource from(long position) {
        return this;
    }

    /**
     * A column of the input.
     *
     * @param leaf its ordinal among the input's
     * @param definitions the output's definition level for each of the input's, {@link #UNFIT} for one that must not occur
     * @param hasSameLevels whether the levels are those of the output already
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Stored(int leaf, int[] definitions, boolean hasSameLevels, ValueConversion conversion)
            implements ColumnSource {
        static final int UNFIT = -1;

        /** Whether a page may go into the output as it is. */
        boolean isAsIs() {
            return hasSameLevels && conversion.isNone();
        }
    }

    /**
     * The same value in each row, or null: the input lacks the column.
     *
     * @param levels of a column beside it, which say where the struct around it is null; absent for a column of the top
     * @param maxRepetition of that struct: deeper entries of the other column do not count
     * @param value plain, absent for null
     */
    record Constant(Optional<Stored> levels, int maxRepetition, Optional<byte[]> value) implements ColumnSource {}

    /**
     * The identity of rows, for format version 3: what is stored of it, and for rows that have none a number. One that is not
     * stored and the same for all rows is a {@link Constant}.
     *
     * @param first of the first row
     * @param step by which it grows from row to row
     */
    record Lineage(Optional<Stored> stored, long first, int step) implements ColumnSource {
        @Override
        public ColumnSource from(long position) {
            return new Lineage(stored, first + position * step, step);
        }
    }
}
