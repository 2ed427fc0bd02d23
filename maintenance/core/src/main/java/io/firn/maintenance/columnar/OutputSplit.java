package io.firn.maintenance.columnar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which inputs become which output file: whole ones, in their order, so that none has to be cut. Where they can be cut
 * into files of three quarters of the target at least, they are; else an output is larger, never smaller: a small one
 * would be compacted again.
 */
public final class OutputSplit {
    private static final double LEAST = 0.75;

    private OutputSplit() {}

    /** Files for so many bytes: rounded to the nearest, every file but a lone one has three quarters of the target. */
    public static long count(long bytes, long target) {
        return Math.max(1, Math.round((double) bytes / target));
    }

    static <T> List<List<T>> of(List<T> inputs, ToLongFunction<T> bytes, long target) {
        long rest = inputs.stream().mapToLong(bytes).sum();
        long files = count(rest, target);
        long each = (rest + files - 1) / files;
        List<List<T>> outputs = new ArrayList<>();
        List<T> output = new ArrayList<>();
        long size = 0;
        for (T input : inputs) {
            long next = bytes.applyAsLong(input);
            boolean isNearer = size + next / 2 > each;
            if (isNearer && size >= LEAST * target && rest >= LEAST * target) {
                outputs.add(output);
                output = new ArrayList<>();
                size = 0;
            }
            output.add(input);
            size += next;
            rest -= next;
        }
        outputs.add(output);
        return outputs;
    }
}
