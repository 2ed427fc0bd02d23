package io.firn.metrics.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** How old the oldest record of Kafka is that is not in its table yet: the lag up to where it can be queried. */
final class UnqueryableAges {
    private final Supplier<OffsetTimes> search;

    /** Of each batch of tables, what was learned. */
    private final List<OffsetTimes> searches = new ArrayList<>();

    UnqueryableAges(Supplier<OffsetTimes> search) {
        this.search = search;
    }

    private record Waiting(Unlanded table, Map<TopicPartition, Long> next) {}

    /** Leaves out a table of which a partition or a time is not known. */
    List<UnqueryableAge> of(Collection<Unlanded> tables, Topics topics, Instant now) {
        List<UnqueryableAge> ages = new ArrayList<>();
        List<Waiting> left = tables.stream()
                .flatMap(table -> waiting(table, topics).stream())
                .toList();
        for (int batch = 0; !left.isEmpty(); batch++) {
            if (batch == searches.size()) {
                searches.add(search.get());
            }
            left = oneBatch(left, searches.get(batch), now, ages);
        }
        return ages;
    }

    /** What waits by partition; empty where one is not known. */
    private static Optional<Waiting> waiting(Unlanded table, Topics topics) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Map.Entry<TopicPartition, Long> first : table.first().entrySet()) {
            int partition = first.getKey().partition();
            Optional<TopicState> topic = topics.find(first.getKey().topic()).filter(state -> partition < state.size());
            if (topic.isEmpty()) {
                return Optional.empty();
            }
            topic.get().next(partition, first.getValue()).ifPresent(offset -> next.put(first.getKey(), offset));
        }
        return Optional.of(new Waiting(table, next));
    }

    /** One question asks one time of a partition: a table at another offset of it is left for the next batch. */
    private static List<Waiting> oneBatch(
            List<Waiting> tables, OffsetTimes times, Instant now, List<UnqueryableAge> ages) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        List<Waiting> batch = new ArrayList<>();
        List<Waiting> left = new ArrayList<>();
        for (Waiting table : tables) {
            boolean fits = table.next().entrySet().stream()
                    .allMatch(next ->
                            asked.getOrDefault(next.getKey(), next.getValue()).equals(next.getValue()));
            (fits ? batch : left).add(table);
            if (fits) {
                asked.putAll(table.next());
            }
        }
        Map<TopicPartition, Instant> found = times.find(asked, now);
        for (Waiting waiting : batch) {
            if (found.keySet().containsAll(waiting.next().keySet())) {
                Instant oldest = waiting.next().keySet().stream()
                        .flatMap(partition -> Optional.ofNullable(found.get(partition)).stream())
                        .reduce(now, (one, other) -> one.isBefore(other) ? one : other);
                ages.add(new UnqueryableAge(
                        waiting.table().catalog(), waiting.table().table(), Duration.between(oldest, now)));
            }
        }
        return left;
    }
}
