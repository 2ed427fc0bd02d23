package io.firn.metrics.lag;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A consumer group and what it has done in each of its topics. */
final class WatchedGroup {
    private final String name;
    private final Map<String, GroupTopic> topics = new TreeMap<>();

    /** By slot of the samples: whether the group had committed since the one before. */
    private final boolean[] heard = new boolean[SampleTimes.KEPT];

    private boolean heardSince;

    WatchedGroup(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Collection<GroupTopic> topics() {
        return Collections.unmodifiableCollection(topics.values());
    }

    /**
     * Takes over what the group has committed in the topics that there are, and counts what waits.
     *
     * @param all the topics of which the group reads every partition, whether it has committed there or not
     */
    void update(Map<String, long[]> committed, Topics known, Collection<String> all, SampleTimes times) {
        topics.keySet().removeIf(topic -> !committed.containsKey(topic) && !all.contains(topic));
        committed.keySet().forEach(topic -> prepare(topic, known, all.contains(topic), times));
        all.forEach(topic -> prepare(topic, known, true, times));
        topics.forEach((topic, state) -> heardSince |= state.commits(committed.getOrDefault(topic, new long[0])));
    }

    private void prepare(String topic, Topics known, boolean readsAll, SampleTimes times) {
        known.find(topic)
                .ifPresentOrElse(
                        state -> topics.compute(
                                topic,
                                (name, old) -> old != null && old.topic() == state
                                        ? old
                                        : new GroupTopic(state, readsAll, times)),
                        () -> topics.remove(topic));
    }

    GroupStatus status(GroupTopic topic, WindowRules rules, SampleTimes times, Window window, long now) {
        return topic.status(rules, times, heard, heardSince, window, now);
    }

    void sample(int slot) {
        heard[slot] = heardSince;
        heardSince = false;
        topics.values().forEach(topic -> topic.sample(slot));
    }
}
