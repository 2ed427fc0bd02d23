package io.firn.quality.reconciliation;

/**
 * The first offset of a raw partition that is not accounted for: not in the table, no dead letter, and not known to be
 * missing or to hold no record. Behind the last record of the partition when the table has caught up.
 */
public record UnlandedOffset(String table, String topic, int partition, long offset) {}
