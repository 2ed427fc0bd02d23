package io.firn.metrics.lag;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What one group has done in one topic, from round to round: about eighty bytes a partition, since there may be a million
 * of them.
 */
final class GroupTopic {
    private static final long NEVER = -1;

    private final TopicState topic;
    private final boolean readsAll;
    private final long[] committed;
    private final Brackets brackets;
    private final long[][] history = new long[SampleTimes.KEPT][];
    private final long[] waitingHistory = new long[SampleTimes.KEPT];
    private final long firstSample;
    private long records;
    private int behind;
    private boolean hasLost;

    /** {@code readsAll} says that the group reads every partition, also one where it has committed nothing yet. */
    GroupTopic(TopicState topic, boolean readsAll, SampleTimes times) {
        this.topic = topic;
        this.readsAll = readsAll;
        this.committed = new long[topic.size()];
        Arrays.fill(committed, NEVER);
        this.brackets = new Brackets(topic.size(), topic.retention().compacts());
        this.firstSample = times.next();
    }

    TopicState topic() {
        return topic;
    }

    Brackets brackets() {
        return brackets;
    }

    long records() {
        return records;
    }

    int partitionsBehind() {
        return behind;
    }

    /** Whether retention has deleted what the group had not committed. */
    boolean hasLost() {
        return hasLost;
    }

    /** Offsets by partition, negative where there is none. Returns whether one has moved since the last round. */
    boolean commits(long[] offsets) {
        boolean moved = false;
        for (int partition = 0; partition < committed.length; partition++) {
            long offset = partition < offsets.length ? offsets[partition] : NEVER;
            moved |= committed[partition] != NEVER && committed[partition] != offset;
            committed[partition] = offset;
        }
        return moved;
    }

    /** Counts what waits by the topic's newest offsets. */
    void count() {
        records = 0;
        behind = 0;
        hasLost = false;
        for (int partition = 0; partition < committed.length; partition++) {
            OptionalLong next = isRead(partition) ? topic.next(partition, position(partition)) : OptionalLong.empty();
            if (next.isEmpty()) {
                brackets.rest(partition);
                continue;
            }
            records += topic.readable(partition) - next.getAsLong();
            behind++;
            // One offset may have been a marker.
            hasLost |= topic.earliest(partition) - position(partition) > 1;
            brackets.aim(partition, next.getAsLong());
        }
    }

    /** Partitions where a marker may be all that waits. */
    boolean isInDoubt(int partition) {
        return isRead(partition) && topic.isInDoubt(partition, position(partition));
    }

    private boolean isRead(int partition) {
        return readsAll || committed[partition] != NEVER;
    }

    /** Who never committed begins at the beginning. */
    private long position(int partition) {
        return committed[partition] == NEVER ? topic.earliest(partition) : committed[partition];
    }

    void sample(int slot) {
        long[] positions = new long[committed.length];
        Arrays.setAll(positions, this::position);
        history[slot] = positions;
        waitingHistory[slot] = records;
    }

    /** The worst of all partitions. */
    GroupStatus status(
            WindowRules rules, SampleTimes times, boolean[] heard, boolean heardSince, Window window, long now) {
        GroupStatus worst = GroupStatus.OK;
        for (int partition = 0; partition < committed.length; partition++) {
            if (!brackets.isWaiting(partition)) {
                continue;
            }
            window.clear();
            for (long sample = oldestSample(times); sample < times.next(); sample++) {
                int slot = SampleTimes.slot(sample);
                window.add(times.at(sample), history[slot][partition], topic.readableAt(slot, partition), heard[slot]);
            }
            window.add(now, position(partition), topic.readable(partition), heardSince);
            worst = worst.worse(rules.judge(window));
        }
        return worst;
    }

    /** Milliseconds until nothing waits any more, as fast as what waits has become less, empty if it has not. */
    OptionalLong catchUp(SampleTimes times, long now) {
        long oldest = oldestSample(times);
        if (oldest == times.next()) {
            return OptionalLong.empty();
        }
        int slot = SampleTimes.slot(oldest);
        long drained = 0;
        long produced = 0;
        for (int partition = 0; partition < committed.length; partition++) {
            if (isRead(partition)) {
                drained += position(partition) - history[slot][partition];
                produced += topic.readable(partition) - topic.readableAt(slot, partition);
            }
        }
        long millis = now - times.at(oldest);
        return drained > produced && millis > 0
                ? OptionalLong.of((long) ((double) records * (double) millis / (double) (drained - produced)))
                : OptionalLong.empty();
    }

    private long oldestSample(SampleTimes times) {
        return Math.max(firstSample, times.oldest());
    }
}
