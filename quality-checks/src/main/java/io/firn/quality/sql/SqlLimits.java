package io.firn.quality.sql;

import java.time.Duration;

/**
 * What all SQL rules of one run may take.
 *
 * @param memoryBytes of DuckDB, which holds the new rows and what a query needs besides; outside of the Java heap
 * @param threads of one query
 * @param timeout of one query
 */
public record SqlLimits(long memoryBytes, int threads, Duration timeout) {
    public static final SqlLimits DEFAULT = new SqlLimits(256L << 20, 1, Duration.ofSeconds(30));

    private static final long LEAST_MEMORY = 16L << 20;

    public SqlLimits {
        if (memoryBytes < LEAST_MEMORY || threads < 1 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException("Cannot limit SQL rules: " + memoryBytes + " bytes, " + threads
                    + " threads and " + timeout + " are not at least " + LEAST_MEMORY + ", 1 and 1 ms");
        }
    }
}
