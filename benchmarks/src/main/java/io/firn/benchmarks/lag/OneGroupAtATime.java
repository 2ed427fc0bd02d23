package io.firn.benchmarks.lag;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The usual way of exporters of lag: for each group what it has committed, then the ends of those partitions as a consumer
 * would ask for them. It finds records, no times.
 */
final class OneGroupAtATime {
    private final Admin admin;

    OneGroupAtATime(Admin admin) {
        this.admin = admin;
    }

    /** Records that wait, by group. */
    Map<String, Long> collect(int groups) throws ExecutionException, InterruptedException {
        Map<String, Long> lags = new HashMap<>();
        for (int group = 0; group < groups; group++) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(PlantedLag.name(group))
                    .partitionsToOffsetAndMetadata()
                    .get();
            ListOffsetsResult ends = admin.listOffsets(committed.keySet().stream()
                    .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())));
            long lag = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : committed.entrySet()) {
                lag += ends.partitionResult(entry.getKey()).get().offset()
                        - entry.getValue().offset();
            }
            lags.put(PlantedLag.name(group), lag);
        }
        return lags;
    }
}
