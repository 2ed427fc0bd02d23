package io.firn.metrics.lag;

import java.util.OptionalLong;

/**
 * The offsets of one partition and one group.
 *
 * @param earliest first offset that retention has left
 * @param stable end for a reader of committed transactions: the first offset of an open transaction, else the end
 * @param end offset that the next record gets
 * @param committed by the group, if it ever was
 */
record PartitionLag(long earliest, long stable, long end, OptionalLong committed) {

    /**
     * Records that wait. What retention has deleted does not wait any more, and a group that never committed starts at
     * the beginning. Where everything is transactional and none is open, the last offset is the marker that ended the
     * last one: it is no record.
     */
    long records(boolean transactionsOnly) {
        long next = Math.max(earliest, committed.orElse(earliest));
        boolean endsWithMarker = transactionsOnly && stable == end && end > earliest;
        return Math.max(0, stable - (endsWithMarker ? 1 : 0) - next);
    }
}
