package io.firn.quality.reconciliation;

/**
 * How one partition of a raw topic stands.
 *
 * @param start first offset that is accounted for
 * @param settled first offset that is not accounted for yet: the first that may still be on its way to the table
 * @param due first offset that need not have ended yet
 * @param missing now, those at or behind {@code settled} too
 */
public record ReconciledPartition(int partition, long start, long settled, long due, long missing, Tally tally) {}
