package io.firn.maintenance.columnar;

import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The order in which rows in memory are to be: by the keys, and where those are equal as they came. */
final class RowOrder {
    private final List<SortKey> keys;
    private final List<DecodedColumn> columns;
    private final int[] rows;
    private final int[] support;
    /** Of the keys that had to be looked at, of all rows. */
    private final List<long[]> ranks = new ArrayList<>();

    private RowOrder(List<SortKey> keys, List<DecodedColumn> columns, int[] rows) {
        this.keys = keys;
        this.columns = columns;
        this.rows = rows;
        this.support = new int[rows.length];
    }

    /**
     * As the rows came.
     *
     * @param columns what each key orders by
     */
    static RowOrder unsorted(List<SortKey> keys, List<DecodedColumn> columns, int count) {
        RowOrder order = new RowOrder(keys, columns, new int[count]);
        for (int row = 0; row < count; row++) {
            order.rows[row] = row;
        }
        return order;
    }

    RowOrder sort() {
        sort(0, rows.length, 0);
        ranks.clear();
        return this;
    }

    /** Puts the rows between two of the given places into the order in which they came again. */
    void unsortWithin(int[] starts) {
        for (int i = 1; i < starts.length; i++) {
            Arrays.sort(rows, starts[i - 1], starts[i]);
        }
    }

    /** All rows by their place in the inputs. */
    int[] rows() {
        return rows;
    }

    /** Sorts a range of rows, in which rows that are equal by the keys before have the order in which they came. */
    private void sort(int from, int to, int ordinal) {
        if (to - from < 2 || ordinal == keys.size()) {
            return;
        }
        SortKey key = keys.get(ordinal);
        DecodedColumn column = columns.get(ordinal);
        int nulls = moveNulls(from, to, column, key.hasNullsFirst());
        int first = key.hasNullsFirst() ? from + nulls : from;
        int end = key.hasNullsFirst() ? to : to - nulls;
        sort(key.hasNullsFirst() ? from : end, key.hasNullsFirst() ? first : to, ordinal + 1);
        long[] ranksOfKey = ranks(ordinal);
        LongArrays.radixSortIndirect(rows, ranksOfKey, first, end, true);
        int start = first;
        for (int i = first + 1; i <= end; i++) {
            if (i == end || ranksOfKey[rows[i]] != ranksOfKey[rows[start]]) {
                sortEqualRanks(start, i, ordinal);
                start = i;
            }
        }
    }

    private long[] ranks(int ordinal) {
        while (ranks.size() <= ordinal) {
            SortKey key = keys.get(ranks.size());
            DecodedColumn column = columns.get(ranks.size());
            long[] ofKey = new long[rows.length];
            int[] places = hasPlaces(key, column) ? key.places(column.dictionary()) : new int[0];
            for (int row = 0; row < ofKey.length; row++) {
                if (!column.isNull(row)) {
                    ofKey[row] = hasPlaces(key, column) ? places[column.number(row)] : key.rank(column, row);
                }
            }
            ranks.add(ofKey);
        }
        return ranks.get(ordinal);
    }

    /** Values that are all in a dictionary are compared there, and not once for each two of their rows. */
    private static boolean hasPlaces(SortKey key, DecodedColumn column) {
        return key.isLongerThanRank() && column.isAllDictionary();
    }

    /** How many there are. */
    private int moveNulls(int from, int to, DecodedColumn column, boolean toTheFront) {
        int[] nulls = Arrays.stream(rows, from, to).filter(column::isNull).toArray();
        if (nulls.length > 0 && nulls.length < to - from) {
            int[] others = Arrays.stream(rows, from, to)
                    .filter(row -> !column.isNull(row))
                    .toArray();
            System.arraycopy(others, 0, rows, toTheFront ? from + nulls.length : from, others.length);
            System.arraycopy(nulls, 0, rows, toTheFront ? from : from + others.length, nulls.length);
        }
        return nulls.length;
    }

    private void sortEqualRanks(int from, int to, int ordinal) {
        SortKey key = keys.get(ordinal);
        DecodedColumn column = columns.get(ordinal);
        if (!key.isLongerThanRank() || hasPlaces(key, column) || to - from < 2) {
            sort(from, to, ordinal + 1);
            return;
        }
        System.arraycopy(rows, from, support, from, to - from);
        IntArrays.mergeSort(rows, from, to, (one, other) -> key.compare(column, one, other), support);
        int start = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || key.compare(column, rows[i], rows[start]) != 0) {
                sort(start, i, ordinal + 1);
                start = i;
            }
        }
    }

    /** The key of a row, to be compared with keys of other batches as unsigned bytes. */
    byte[] key(int row) {
        KeyBytes bytes = new KeyBytes();
        for (int i = 0; i < keys.size(); i++) {
            keys.get(i).append(columns.get(i), row, bytes);
        }
        return bytes.toArray();
    }
}
