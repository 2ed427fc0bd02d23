package io.firn.metrics.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How long the oldest record of each added data file had waited when its file was committed, counted in buckets. The other
 * records of the file waited less: a quantile of this is never better than what records saw.
 *
 * @param counts of each bucket alone, and in the end of what is above all bounds
 * @param seconds the sum of all waits
 */
record QueryableWaits(List<Long> counts, double seconds) {
    /** In seconds. */
    static final List<Double> BOUNDS = List.of(1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0, 21600.0);

    static final QueryableWaits NONE = new QueryableWaits(Collections.nCopies(BOUNDS.size() + 1, 0L), 0);

    QueryableWaits {
        counts = List.copyOf(counts);
    }

    /** A record from the future, as of a wrong clock, did not wait. */
    QueryableWaits plus(Duration wait) {
        double waited = Math.max(0, wait.toMillis() / 1000.0);
        int bucket = 0;
        while (bucket < BOUNDS.size() && waited > BOUNDS.get(bucket)) {
            bucket++;
        }
        List<Long> counted = new ArrayList<>(counts);
        counted.set(bucket, counted.get(bucket) + 1);
        return new QueryableWaits(counted, seconds + waited);
    }

    /** As it is kept in the database. */
    String encode() {
        return counts.stream().map(String::valueOf).collect(Collectors.joining(",")) + ";" + seconds;
    }

    /** Begins anew where the text is of other buckets than these. */
    static QueryableWaits decode(String text) {
        String[] parts = text.split(";");
        List<String> counts = Arrays.asList(parts[0].split(","));
        return parts.length == 2 && counts.size() == NONE.counts().size()
                ? new QueryableWaits(counts.stream().map(Long::valueOf).toList(), Double.parseDouble(parts[1]))
                : NONE;
    }
}
