package io.firn.quality.scan;

import io.firn.quality.origin.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/**
 * Gathers the different values of some columns, then looks for each of them in another table. The other table is read once, and
 * only as far as values are left to be found.
 */
final class ReferenceJudge implements Judge {
    /** A key's hash, its count, and where it came from first. */
    private static final int MOST_BYTES_A_VALUE = KeySet.MOST_BYTES_A_KEY + 3 * 20;

    private final String check;
    private final List<Integer> fieldIds;
    private final KeyHash hash;
    private final ReferencedRows referenced;
    private final KeySet values;
    private final int[] counts;
    private final long[] offsets;
    private final int[] partitions;
    private final int[] topics;
    private final List<String> topicNames = new ArrayList<>();
    private final FailedRows failed = new FailedRows();
    private Optional<Pass> current = Optional.empty();

    private record Pass(KeyColumns key, Origin.Reader origins) {}

    ReferenceJudge(
            String check, List<Integer> fieldIds, long rows, long keyBytes, KeyHash hash, ReferencedRows referenced) {
        this.check = check;
        this.fieldIds = List.copyOf(fieldIds);
        this.hash = hash;
        this.referenced = referenced;
        long fitting = Math.max(1, keyBytes / MOST_BYTES_A_VALUE);
        this.values = new KeySet((int) Math.min(1 << 27, Math.min(Math.max(1, rows), fitting)));
        this.counts = new int[values.slots()];
        this.offsets = new long[values.slots()];
        this.partitions = new int[values.slots()];
        this.topics = new int[values.slots()];
    }

    @Override
    public Set<Integer> fieldIds() {
        return Set.copyOf(fieldIds);
    }

    @Override
    public void begin(int number, Schema schema) {
        current = Optional.of(new Pass(new KeyColumns(schema, fieldIds, hash), new Origin.Reader(schema)));
    }

    @Override
    public void row(StructLike row) {
        Pass pass = current.orElseThrow();
        failed.seen();
        if (!pass.key().read(row)) {
            return;
        }
        int slot = values.slot(hash.high(), hash.low());
        if (slot < 0) {
            if (values.isFull()) {
                throw new UnknownOutcome(
                        "Cannot look for references: there are more than " + values.size() + " different values");
            }
            slot = ~values.put(hash.high(), hash.low());
            remember(slot, pass.origins().of(row));
        }
        counts[slot]++;
    }

    @Override
    public List<ScanOutcome> outcomes() {
        BitSet missing = new BitSet(values.slots());
        for (int slot = 0; slot < values.slots(); slot++) {
            missing.set(slot, !values.isFree(slot));
        }
        referenced.read(missing::isEmpty, hash, () -> {
            int slot = values.slot(hash.high(), hash.low());
            if (slot >= 0) {
                missing.clear(slot);
            }
        });
        missing.stream().forEach(slot -> failed.failed(origin(slot), counts[slot]));
        return List.of(failed.outcome(check));
    }

    private void remember(int slot, Optional<Origin> origin) {
        topics[slot] = -1;
        if (origin.isPresent()) {
            int topic = topicNames.indexOf(origin.get().topic());
            if (topic < 0) {
                topic = topicNames.size();
                topicNames.add(origin.get().topic());
            }
            topics[slot] = topic;
            partitions[slot] = origin.get().partition();
            offsets[slot] = origin.get().offset();
        }
    }

    private Optional<Origin> origin(int slot) {
        return topics[slot] < 0
                ? Optional.empty()
                : Optional.of(new Origin(topicNames.get(topics[slot]), partitions[slot], offsets[slot]));
    }
}
