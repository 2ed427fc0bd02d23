package io.firn.benchmarks;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Compares the records that a fresh topic got with the rows that arrived. */
final class Arrivals {
    private final Map<Integer, Long> expected;
    private final Map<Integer, BitSet> seen = new TreeMap<>();
    private long rows;
    private long twice;
    private long unknown;

    /** {@code expected} records by partition, at offsets from 0 on. */
    Arrivals(Map<Integer, Long> expected) {
        this.expected = Map.copyOf(expected);
    }

    void add(Landed.Row row) {
        rows++;
        if (row.offset() >= expected.getOrDefault(row.partition(), 0L)) {
            unknown++;
            return;
        }
        BitSet offsets = seen.computeIfAbsent(row.partition(), partition -> new BitSet());
        int offset = Math.toIntExact(row.offset());
        if (offsets.get(offset)) {
            twice++;
        }
        offsets.set(offset);
    }

    /** Whether each record is exactly one row. */
    boolean areComplete() {
        return missing() == 0 && twice == 0 && unknown == 0;
    }

    String describe() {
        return "%,d sent, %,d in the table, %,d missing, %,d twice, %,d never sent"
                .formatted(sent(), rows, missing(), twice, unknown);
    }

    private long sent() {
        return expected.values().stream().mapToLong(Long::longValue).sum();
    }

    private long missing() {
        return sent() - seen.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}
