package io.firn.metrics.lag;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What is known of a topic, from round to round. A topic that was made anew or got more partitions begins anew.
 *
 * <p>Every transaction ends with a marker in each of its partitions, which takes an offset and is no record. Readers
 * commit the offset after their last record, so an idle partition would be behind by one for ever. Which offsets are markers
 * is known where everything is transactional, and remembered for those who are behind later.
 */
final class TopicState {
    private static final int MARKERS_KEPT = 4;
    private static final long NONE = -1;

    private final String name;
    private final Uuid id;
    private final boolean transactionsOnly;
    private final List<TopicPartition> partitions;
    private final long[] earliest;
    private final long[] stable;
    private final long[] end;
    private final long[] asked;
    private final long[] markers;
    private final long[][] history;
    private Retention retention;
    private boolean keepsMarkersSecret;

    TopicState(String name, Uuid id, int partitions, boolean transactionsOnly, Retention retention) {
        this.name = name;
        this.id = id;
        this.transactionsOnly = transactionsOnly;
        this.retention = retention;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .toList();
        this.earliest = none(partitions);
        this.stable = none(partitions);
        this.end = none(partitions);
        this.asked = none(partitions);
        this.markers = none(partitions * MARKERS_KEPT);
        this.history = new long[SampleTimes.KEPT][];
    }

    boolean isStill(Uuid otherId, int otherSize, Retention otherRetention) {
        return id.equals(otherId)
                && partitions.size() == otherSize
                && retention.compacts() == otherRetention.compacts();
    }

    String name() {
        return name;
    }

    int size() {
        return partitions.size();
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    Retention retention() {
        return retention;
    }

    /** May have been changed; not whether there are holes, which makes a topic another one. */
    void retention(Retention changed) {
        retention = changed;
    }

    void offsets(long[] first, long[] stableEnd, long[] lastEnd) {
        System.arraycopy(first, 0, earliest, 0, size());
        System.arraycopy(stableEnd, 0, stable, 0, size());
        for (int partition = 0; partition < size(); partition++) {
            end[partition] = lastEnd[partition];
            if (transactionsOnly && isAtRest(partition)) {
                mark(partition, end[partition] - 1);
            }
        }
    }

    long earliest(int partition) {
        return earliest[partition];
    }

    /** Where a reader of committed transactions has nothing more to read. */
    long readable(int partition) {
        return isAtRest(partition) && isMarker(partition, end[partition] - 1) ? end[partition] - 1 : stable[partition];
    }

    /** The first offset at or after this one that may be a record and can be read, empty if nothing waits. */
    OptionalLong next(int partition, long offset) {
        long next = Math.max(earliest[partition], offset);
        next = isMarker(partition, next) ? next + 1 : next;
        return next < readable(partition) ? OptionalLong.of(next) : OptionalLong.empty();
    }

    long end(int partition) {
        return end[partition];
    }

    /** Records but no open transaction. */
    private boolean isAtRest(int partition) {
        return stable[partition] == end[partition] && end[partition] > earliest[partition];
    }

    boolean isMarker(int partition, long offset) {
        for (int i = partition * MARKERS_KEPT; i < (partition + 1) * MARKERS_KEPT; i++) {
            if (markers[i] == offset) {
                return true;
            }
        }
        return false;
    }

    void mark(int partition, long offset) {
        if (!isMarker(partition, offset)) {
            int first = partition * MARKERS_KEPT;
            System.arraycopy(markers, first, markers, first + 1, MARKERS_KEPT - 1);
            markers[first] = offset;
        }
    }

    /** Whether it is worth a question if the last offset is a marker: a reader stands before it. Once for each offset. */
    boolean isInDoubt(int partition, long position) {
        boolean isInDoubt = !transactionsOnly
                && !keepsMarkersSecret
                && isAtRest(partition)
                && position == end[partition] - 1
                && asked[partition] != position;
        if (isInDoubt) {
            asked[partition] = position;
        }
        return isInDoubt;
    }

    /** Kafka does not tell us who has written: the last offset counts as a record from now on. */
    void keepsMarkersSecret() {
        keepsMarkersSecret = true;
    }

    void sample(int slot) {
        history[slot] = IntStream.range(0, size()).mapToLong(this::readable).toArray();
    }

    long readableAt(int slot, int partition) {
        return history[slot][partition];
    }

    private static long[] none(int length) {
        long[] offsets = new long[length];
        Arrays.fill(offsets, NONE);
        return offsets;
    }
}
