package io.firn.metrics.table;

import io.firn.lake.table.PartitionFiles;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How unequal partitions are: data bytes of the largest over those of the median. The newest period of a table
 * partitioned by time is still being filled and would make every young table look skewed, so it is left out.
 */
final class PartitionSkew {
    /** A month, day or hour in the form in which Iceberg writes it into a partition's path. */
    private static final Pattern PERIOD = Pattern.compile("=(\\d{4}(?:-\\d{2}){1,3})(?:/|$)");

    private PartitionSkew() {}

    /** Empty when fewer than two partitions are left to compare. */
    static OptionalDouble ratio(List<PartitionFiles> partitions) {
        Optional<String> open = partitions.stream()
                .flatMap(partition -> period(partition).stream())
                .max(Comparator.naturalOrder());
        long[] bytes = partitions.stream()
                .filter(partition -> open.isEmpty() || !period(partition).equals(open))
                .mapToLong(partition -> partition.dataFiles().bytes())
                .filter(size -> size > 0)
                .sorted()
                .toArray();
        if (bytes.length < 2) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(bytes[bytes.length - 1] / median(bytes));
    }

    private static double median(long[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    private static Optional<String> period(PartitionFiles partition) {
        Matcher matcher = PERIOD.matcher(partition.partition());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
