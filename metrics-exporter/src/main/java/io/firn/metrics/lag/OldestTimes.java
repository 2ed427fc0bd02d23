package io.firn.metrics.lag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Narrows down, for every group and topic, how old the oldest is that waits. Each question asks all partitions that are
 * open, one time each, and its answer serves all groups. What a round's number of questions does not settle goes on in the
 * next one from what was learned; what is settled and does not move is not asked again.
 */
final class OldestTimes {
    /** Times in one round. A broker looks up some 50,000 in a second on one core. */
    private static final int MOST_LOOKUPS = 40_000;

    /** Up to so many the round is made exact; a few partitions never need more. */
    private static final int LOOKUPS_TO_BE_FINE = 4_000;

    private static final int MOST_QUESTIONS = 64;

    private final Function<Map<TopicPartition, Long>, Map<TopicPartition, Found>> firstFrom;
    private int lookups;

    OldestTimes(Function<Map<TopicPartition, Long>, Map<TopicPartition, Found>> firstFrom) {
        this.firstFrom = firstFrom;
    }

    /** In the order in which they matter, if not all can be settled. */
    void narrow(List<GroupTopic> all, long now) {
        lookups = 0;
        Map<TopicState, List<GroupTopic>> byTopic = new HashMap<>();
        all.forEach(group -> byTopic.computeIfAbsent(group.topic(), topic -> new ArrayList<>())
                .add(group));
        narrow(all, byTopic, TimeSearch.COARSE, MOST_LOOKUPS, now);
        narrow(all, byTopic, TimeSearch.FINE, LOOKUPS_TO_BE_FINE, now);
    }

    private void narrow(
            List<GroupTopic> all,
            Map<TopicState, List<GroupTopic>> byTopic,
            TimeSearch search,
            int mostLookups,
            long now) {
        List<GroupTopic> open = new ArrayList<>(all);
        for (int question = 0; question < MOST_QUESTIONS && lookups < mostLookups; question++) {
            Map<TopicState, long[]> questions = new HashMap<>();
            List<GroupTopic> next = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                GroupTopic group = open.get(i);
                long[] times = questions.computeIfAbsent(group.topic(), topic -> TimeSearch.noQuestions(topic.size()));
                if (!search.plan(group.brackets(), now, i, times)) {
                    next.add(group);
                }
            }
            if (next.isEmpty()) {
                return;
            }
            Map<TopicPartition, Found> answers = firstFrom.apply(times(questions));
            Set<String> answered =
                    answers.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
            // A topic that was deleted meanwhile would be asked again and again.
            open = next.stream()
                    .filter(group -> answered.contains(group.topic().name()))
                    .toList();
            questions.forEach((topic, times) -> learn(topic, times, answers, byTopic.getOrDefault(topic, List.of())));
        }
    }

    private Map<TopicPartition, Long> times(Map<TopicState, long[]> questions) {
        Map<TopicPartition, Long> times = new HashMap<>();
        questions.forEach((topic, ofTopic) -> {
            for (int partition = 0; partition < ofTopic.length; partition++) {
                if (ofTopic[partition] != TimeSearch.NO_QUESTION) {
                    times.put(topic.partitions().get(partition), ofTopic[partition]);
                }
            }
        });
        lookups += times.size();
        return times;
    }

    private static void learn(
            TopicState topic, long[] times, Map<TopicPartition, Found> answers, Collection<GroupTopic> groups) {
        for (int partition = 0; partition < times.length; partition++) {
            Found found = answers.get(topic.partitions().get(partition));
            if (times[partition] != TimeSearch.NO_QUESTION && found != null) {
                for (GroupTopic group : groups) {
                    group.brackets().learn(partition, times[partition], found);
                }
            }
        }
    }
}
