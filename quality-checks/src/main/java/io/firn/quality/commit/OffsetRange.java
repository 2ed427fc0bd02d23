package io.firn.quality.commit;

import java.util.Optional;

/**
 * The Kafka offsets between which the rows of some added files lie, by the files' bounds. Other files may have rows of
 * the same range.
 *
 * @param topic absent where its name is too long for the statistics, or there are several
 * @param toPartition the same as {@code fromPartition} where the files tell partitions apart
 */
public record OffsetRange(Optional<String> topic, int fromPartition, int toPartition, long first, long last) {

    boolean isBesides(OffsetRange other) {
        return topic.equals(other.topic) && fromPartition == other.fromPartition && toPartition == other.toPartition;
    }

    OffsetRange with(OffsetRange other) {
        return new OffsetRange(
                topic, fromPartition, toPartition, Math.min(first, other.first), Math.max(last, other.last));
    }

    /** {@code labs[2] 100..250}. */
    @Override
    public String toString() {
        String partitions = fromPartition == toPartition ? "" + fromPartition : fromPartition + "-" + toPartition;
        return topic.orElse("") + "[" + partitions + "] " + first + ".." + last;
    }
}
