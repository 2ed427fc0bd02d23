package io.firn.quality.reconciliation;

import java.util.List;
import java.util.Map;

/**
 * How the offsets of one stream stand.
 *
 * @param table {@code namespace.table}
 * @param deadLetters ever read from its dead-letter topic, by reason
 */
public record ReconciledTable(
        String table, String topic, List<ReconciledPartition> partitions, Map<String, Long> deadLetters) {
    public ReconciledTable {
        partitions = List.copyOf(partitions);
        deadLetters = Map.copyOf(deadLetters);
    }

    /** All partitions together. */
    public Tally tally() {
        return partitions.stream().map(ReconciledPartition::tally).reduce(Tally.NONE, Tally::plus);
    }

    /** Missing now. */
    public long missing() {
        return partitions.stream().mapToLong(ReconciledPartition::missing).sum();
    }
}
