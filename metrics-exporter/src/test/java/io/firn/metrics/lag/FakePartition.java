package io.firn.metrics.lag;

import java.util.Map;
import java.util.TreeMap;

/** The times of a partition's records by their offsets, and Kafka's answers about them. */
final class FakePartition {
    private final TreeMap<Long, Long> times = new TreeMap<>();
    private int questions;

    FakePartition record(long offset, long time) {
        times.put(offset, time);
        return this;
    }

    FakePartition deleteBefore(long offset) {
        times.headMap(offset).clear();
        return this;
    }

    Found firstFrom(long time) {
        questions++;
        return times.entrySet().stream()
                .filter(entry -> entry.getValue() >= time)
                .findFirst()
                .map(entry -> new Found(entry.getKey(), entry.getValue()))
                .orElse(Found.NOTHING);
    }

    int questions() {
        return questions;
    }

    long first() {
        return times.firstKey();
    }

    long end() {
        return times.lastKey() + 1;
    }

    /** The newest time up to the first record at the offset or after it. */
    long runningTime(long offset) {
        long here = times.ceilingKey(offset);
        return times.headMap(here, true).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
    }

    Map<Long, Long> times() {
        return times;
    }
}
