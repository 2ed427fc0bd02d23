package io.firn.maintenance.columnar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts all rows of a sort into ranges of about as many rows each, by keys of some of them. Rows of equal keys are told apart
 * by their place in the inputs, so that a key of very many rows is no range of its own. One thread.
 */
final class KeyRanges {
    private static final Comparator<Sample> ORDER = Comparator.<Sample, byte[]>comparing(
                    Sample::key, Arrays::compareUnsigned)
            .thenComparingLong(Sample::position);

    private final List<Sample> borders;

    private KeyRanges(List<Sample> borders) {
        this.borders = borders;
    }

    /** @param position of a row among all live rows of the inputs */
    @SuppressWarnings("ArrayRecordComponent") // Compared by their order only.
    private record Sample(byte[] key, long position) {}

    /** The keys of rows that lie evenly among all. */
    static final class Samples {
        private final List<Sample> samples = new ArrayList<>();
        private final long every;

        Samples(long every) {
            this.every = every;
        }

        /** @param first position of the first of its rows */
        void add(RowOrder order, long first) {
            for (long row = (every - first % every) % every; row < order.rows().length; row += every) {
                samples.add(new Sample(order.key((int) row), first + row));
            }
        }

        KeyRanges ranges(int count) {
            samples.sort(ORDER);
            List<Sample> borders = new ArrayList<>();
            for (int i = 1; i < count && !samples.isEmpty(); i++) {
                borders.add(samples.get((int) ((long) samples.size() * i / count)));
            }
            return new KeyRanges(borders);
        }
    }

    int count() {
        return borders.size() + 1;
    }

    /** Where in the order each range begins, and in the end its length. */
    int[] starts(RowOrder order, long first) {
        int[] starts = new int[count() + 1];
        for (int range = 1; range < count(); range++) {
            starts[range] = start(order, first, borders.get(range - 1));
        }
        starts[count()] = order.rows().length;
        return starts;
    }

    private static int start(RowOrder order, long first, Sample border) {
        int low = 0;
        int high = order.rows().length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int row = order.rows()[middle];
            if (ORDER.compare(new Sample(order.key(row), first + row), border) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
