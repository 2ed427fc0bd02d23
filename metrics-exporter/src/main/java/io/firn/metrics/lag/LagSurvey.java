package io.firn.metrics.lag;

import io.firn.lake.config.LagConfig;
import io.firn.lake.config.PipelineConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Round after round of questions to Kafka: groups, what they have committed, then topics and their offsets, then times.
 * Committed offsets are asked for first, so a group is never seen ahead of the end. What a round learns is kept for the
 * next one.
 */
final class LagSurvey {
    /** Intervals between two commits that a window spans. */
    private static final int INTERVALS = 5;

    /** A record is committed with the checkpoint after the one that it just missed. */
    private static final int INTERVALS_ALLOWED = 2;

    private final KafkaAnswers kafka;
    private final Map<String, Set<String>> own;
    private final Set<String> ownTopics;
    private final Pattern others;
    private final WindowRules rules;
    private final long allowedMillis;
    private final SampleTimes times;
    private final Topics topics;
    private final OldestTimes oldest;
    private final OffsetTimes firstTimes;
    private final UnqueryableAges unqueryable;
    private final Map<String, WatchedGroup> groups = new TreeMap<>();
    private final Window window = new Window(SampleTimes.KEPT + 1);

    LagSurvey(KafkaAnswers kafka, PipelineConfig pipeline, LagConfig lag) {
        this.kafka = kafka;
        List<Subscription> subscriptions = Subscription.of(pipeline);
        this.own = subscriptions.stream()
                .collect(Collectors.groupingBy(
                        Subscription::group,
                        TreeMap::new,
                        Collectors.mapping(Subscription::topic, Collectors.toCollection(TreeSet::new))));
        this.ownTopics = subscriptions.stream().map(Subscription::topic).collect(Collectors.toCollection(TreeSet::new));
        this.others = lag.pattern();
        Duration interval = pipeline.checkpointInterval();
        this.rules = new WindowRules(interval.multipliedBy(INTERVALS).toMillis());
        this.allowedMillis = interval.multipliedBy(INTERVALS_ALLOWED).toMillis();
        this.times = SampleTimes.of(interval, lag.interval());
        Set<String> transactional = subscriptions.stream()
                .filter(Subscription::transactionsOnly)
                .map(Subscription::topic)
                .collect(Collectors.toSet());
        this.topics = new Topics(transactional::contains);
        this.oldest = new OldestTimes(kafka::firstFrom);
        this.firstTimes = new OffsetTimes(kafka::firstFrom, this::isCompacted);
        this.unqueryable = new UnqueryableAges(() -> new OffsetTimes(kafka::firstFrom, this::isCompacted));
    }

    LagView take(Collection<Unlanded> unlanded, Instant at) {
        long now = at.toEpochMilli();
        List<String> names = new ArrayList<>(own.keySet());
        if (!others.pattern().isEmpty()) {
            kafka.groups().stream()
                    .filter(group ->
                            !own.containsKey(group) && others.matcher(group).matches())
                    .sorted()
                    .forEach(names::add);
        }
        Map<String, Map<String, long[]>> committed = CommittedOffsets.read(names, kafka);
        own.forEach((group, ofGroup) ->
                committed.getOrDefault(group, new HashMap<>()).keySet().retainAll(ofGroup));
        topics.look(topicNames(committed, unlanded), kafka, now);

        groups.keySet().retainAll(names);
        names.forEach(group -> groups.computeIfAbsent(group, WatchedGroup::new)
                .update(committed.getOrDefault(group, Map.of()), topics, own.getOrDefault(group, Set.of()), times));
        // Those of the pipeline come first.
        List<WatchedGroup> ordered = names.stream()
                .flatMap(group -> Optional.ofNullable(groups.get(group)).stream())
                .toList();
        List<GroupTopic> all =
                ordered.stream().flatMap(group -> group.topics().stream()).toList();
        EndMarkers.find(all, kafka);
        all.forEach(GroupTopic::count);
        oldest.narrow(all, now);
        Map<TopicPartition, Instant> first = firstTimes(all, at);
        List<GroupLag> lags = new ArrayList<>();
        for (WatchedGroup group : ordered) {
            group.topics().forEach(topic -> lags.add(lag(group, topic, first, now)));
        }
        if (times.isDue(now)) {
            int slot = times.take(now);
            topics.all().forEach(topic -> topic.sample(slot));
            ordered.forEach(group -> group.sample(slot));
        }
        Set<String> missing = new TreeSet<>(ownTopics);
        missing.removeIf(topic -> topics.find(topic).isPresent());
        return new LagView(at, lags, List.copyOf(missing), unqueryable.of(unlanded, topics, at));
    }

    private boolean isCompacted(String topic) {
        return topics.find(topic).map(state -> state.retention().compacts()).orElse(false);
    }

    /** Of partitions whose records are deleted for their size. */
    private Map<TopicPartition, Instant> firstTimes(List<GroupTopic> all, Instant now) {
        Map<TopicPartition, Long> first = new HashMap<>();
        for (GroupTopic group : all) {
            for (int partition = 0; partition < group.topic().size(); partition++) {
                if (Headroom.isEatenBySize(group, partition)) {
                    first.put(
                            group.topic().partitions().get(partition),
                            group.topic().earliest(partition));
                }
            }
        }
        return firstTimes.find(first, now);
    }

    private Set<String> topicNames(Map<String, Map<String, long[]>> committed, Collection<Unlanded> unlanded) {
        Set<String> names = new TreeSet<>(ownTopics);
        committed.values().forEach(ofGroup -> names.addAll(ofGroup.keySet()));
        unlanded.forEach(table -> table.first().keySet().forEach(partition -> names.add(partition.topic())));
        return names;
    }

    private GroupLag lag(WatchedGroup group, GroupTopic topic, Map<TopicPartition, Instant> first, long now) {
        OptionalLong age = TimeSearch.age(topic.brackets(), now);
        // Offsets are committed with checkpoints: what is younger than that is on its way.
        boolean isBehind = topic.records() > 0 && age.orElse(Long.MAX_VALUE) > allowedMillis;
        OptionalLong catchUp = isBehind ? topic.catchUp(times, now) : OptionalLong.of(0);
        return new GroupLag(
                group.name(),
                topic.topic().name(),
                topic.records(),
                topic.topic().size(),
                topic.partitionsBehind(),
                isBehind ? group.status(topic, rules, times, window, now) : GroupStatus.OK,
                duration(age),
                duration(Headroom.of(topic, age, first)),
                duration(catchUp));
    }

    private static Optional<Duration> duration(OptionalLong millis) {
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }
}
