package io.firn.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToLongFunction;

/** The middle one of several measurements; of an even number, the upper one of the two in the middle. */
public final class Medians {
    private Medians() {}

    /** @throws BenchmarkFailure if nothing was measured */
    public static <T> long of(Collection<T> measured, ToLongFunction<T> figure) {
        if (measured.isEmpty()) {
            throw new BenchmarkFailure("Cannot compare: nothing was measured");
        }
        long[] sorted = measured.stream().mapToLong(figure).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
