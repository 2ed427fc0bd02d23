package io.firn.quality.scan;

import io.firn.quality.sql.SqlLimits;
import java.time.Duration;

/**
 * What one run of scan checks over a table may take.
 *
 * @param keyBytes of heap for the keys that uniqueness and references compare, shared by the checks of a table
 * @param passes over the key columns at most, where the keys of all new rows do not fit at once
 * @param timeout of the run, without SQL rules
 */
public record ScanLimits(long keyBytes, int passes, Duration timeout, SqlLimits sql) {
    public static final ScanLimits DEFAULT = new ScanLimits(32L << 20, 64, Duration.ofMinutes(5), SqlLimits.DEFAULT);

    public ScanLimits {
        if (keyBytes < 1 || passes < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Cannot limit scans: " + keyBytes + " bytes, " + passes + " passes and "
                    + timeout + " are not all positive");
        }
    }
}
