package io.firn.benchmarks;

import java.time.Instant;

/**
 * A snapshot, and when a reader that asks the catalog over and over first saw it.
 *
 * @param totalRecords rows that a query of it finds
 */
record Commit(long snapshotId, boolean isReplace, long totalRecords, Instant seen) {}
