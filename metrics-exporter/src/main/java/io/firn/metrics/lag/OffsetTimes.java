package io.firn.metrics.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * The time of the record at an offset, or of the next one there is, of many partitions at once and without reading a
 * record: by bisecting Kafka's answers to "where is the first record of time t or later?". It is exact to the millisecond
 * where times do not go back; a record older than one before it counts as old as that one. What was learned is kept for
 * the partitions of the last call, so asking again is cheap. May be called by several threads.
 */
public final class OffsetTimes {
    private static final int MOST_STEPS = 64;

    private final Function<Map<TopicPartition, Long>, Map<TopicPartition, Found>> firstFrom;
    private final Predicate<String> mayHaveHoles;
    private Map<TopicPartition, Brackets> known = new HashMap<>();

    OffsetTimes(
            Function<Map<TopicPartition, Long>, Map<TopicPartition, Found>> firstFrom, Predicate<String> mayHaveHoles) {
        this.firstFrom = firstFrom;
        this.mayHaveHoles = mayHaveHoles;
    }

    /**
     * @param isCompacted of which topics by name
     * @param patience for each of Kafka's answers
     */
    public static OffsetTimes of(
            Admin admin, String bootstrapServers, Duration patience, Predicate<String> isCompacted) {
        return new OffsetTimes(new KafkaAnswers(admin, bootstrapServers, patience)::firstFrom, isCompacted);
    }

    /**
     * The times by partition, of offsets before the partitions' ends; none where there is no such partition.
     *
     * @throws LagException if Kafka does not answer
     */
    public synchronized Map<TopicPartition, Instant> find(Map<TopicPartition, Long> offsets, Instant now) {
        long millis = now.toEpochMilli();
        Map<TopicPartition, Brackets> asked = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            Brackets brackets = known.getOrDefault(partition, new Brackets(1, mayHaveHoles.test(partition.topic())));
            brackets.aim(0, offset);
            asked.put(partition, brackets);
        });
        known = asked;
        Map<TopicPartition, Brackets> found = new HashMap<>(asked);
        for (int step = 0; step < MOST_STEPS; step++) {
            Map<TopicPartition, Long> questions = new HashMap<>();
            found.forEach((partition, brackets) -> {
                if (!brackets.isSettled(0, millis, 0)) {
                    questions.put(partition, brackets.question(0, millis));
                }
            });
            if (questions.isEmpty()) {
                break;
            }
            Map<TopicPartition, Found> answers = firstFrom.apply(questions);
            questions.forEach((partition, time) -> {
                Found answer = answers.get(partition);
                Brackets brackets = found.get(partition);
                if (answer == null || brackets == null) {
                    found.remove(partition);
                } else {
                    brackets.learn(0, time, answer);
                }
            });
        }
        Map<TopicPartition, Instant> times = new HashMap<>();
        found.forEach((partition, brackets) -> {
            if (brackets.isSettled(0, millis, 0) && brackets.latest(0, millis) > 0) {
                times.put(partition, Instant.ofEpochMilli(brackets.latest(0, millis)));
            }
        });
        return times;
    }
}
