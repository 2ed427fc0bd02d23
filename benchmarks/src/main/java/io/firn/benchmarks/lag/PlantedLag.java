package io.firn.benchmarks.lag;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics, records and committed offsets whose lag is known. Each partition begins with sixty records, from a week to five
 * seconds old. Of ten groups, eight stand within three records of the end, one is some days behind in all partitions
 * alike, and one is stuck somewhere else in each partition. From round to round every partition gets a record and
 * all groups but the stuck ones go on by one.
 */
final class PlantedLag {
    static final String GROUPS = "bench-";

    private static final int RECORDS = 60;
    private static final double OLDEST = 7 * 86_400_000.0;
    private static final double YOUNGEST = 5_000;
    private static final int GROUPS_AT_ONCE = 10;

    private final Admin admin;
    private final String bootstrapServers;
    private final List<TopicPartition> partitions;
    private final List<List<Long>> times = new ArrayList<>();
    private final int[][] positions;

    PlantedLag(Admin admin, String bootstrapServers, int groups, int topics, int partitions) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.partitions = IntStream.range(0, topics)
                .boxed()
                .flatMap(topic -> IntStream.range(0, partitions / topics)
                        .mapToObj(partition -> new TopicPartition("lag-" + topic, partition)))
                .toList();
        this.positions = new int[groups][this.partitions.size()];
    }

    static String name(int group) {
        return GROUPS + group;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    void plant(Instant now) throws IOException, ExecutionException, InterruptedException {
        Map<String, Long> sizes = new HashMap<>();
        partitions.forEach(partition -> sizes.merge(partition.topic(), 1L, Long::sum));
        for (Map.Entry<String, Long> topic : sizes.entrySet()) {
            admin.createTopics(List.of(new NewTopic(topic.getKey(), Math.toIntExact(topic.getValue()), (short) 1)
                            .configs(Map.of("retention.ms", "864000000"))))
                    .all()
                    .get();
        }
        Random random = new Random(1);
        for (int i = 0; i < partitions.size(); i++) {
            double shift = random.nextDouble();
            List<Long> ofPartition = new ArrayList<>();
            for (int record = 0; record < RECORDS; record++) {
                double age = YOUNGEST * Math.pow(OLDEST / YOUNGEST, (RECORDS - 1 - record + shift) / RECORDS);
                ofPartition.add(now.toEpochMilli() - (long) age);
            }
            times.add(ofPartition);
        }
        for (int group = 0; group < positions.length; group++) {
            int behind = 5 + random.nextInt(20);
            for (int partition = 0; partition < partitions.size(); partition++) {
                positions[group][partition] = switch (group % 10) {
                    case 0 -> behind;
                    case 1 -> random.nextInt(RECORDS + 1);
                    default -> RECORDS - random.nextInt(4);
                };
            }
        }
        send(0);
        commit(false);
    }

    /** One more record in every partition, and all go on that are not stuck. */
    void goOn(Instant now) throws ExecutionException, InterruptedException {
        times.forEach(ofPartition -> ofPartition.add(now.toEpochMilli()));
        send(times.get(0).size() - 1);
        for (int group = 0; group < positions.length; group++) {
            for (int partition = 0; partition < partitions.size() && !isStuck(group); partition++) {
                positions[group][partition]++;
            }
        }
        commit(true);
    }

    private static boolean isStuck(int group) {
        return group % 10 == 1;
    }

    /** Records that wait, by group. */
    long records(int group) {
        return IntStream.range(0, partitions.size())
                .mapToLong(partition -> waiting(group, partition))
                .sum();
    }

    /** By group and topic. */
    Expected expected(int group, String topic, Instant now) {
        long records = 0;
        long oldest = now.toEpochMilli();
        for (int partition = 0; partition < partitions.size(); partition++) {
            if (partitions.get(partition).topic().equals(topic) && waiting(group, partition) > 0) {
                records += waiting(group, partition);
                oldest = Math.min(oldest, times.get(partition).get(positions[group][partition]));
            }
        }
        return new Expected(records, now.toEpochMilli() - oldest);
    }

    record Expected(long records, long ageMillis) {}

    private long waiting(int group, int partition) {
        return (long) times.get(partition).size() - positions[group][partition];
    }

    @SuppressWarnings("FutureReturnValueIgnored") // One that was lost would be missed by both candidates.
    private void send(int from) {
        // Leaders are new: a request that has to be sent again must not be overtaken.
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrapServers, "max.in.flight.requests.per.connection", "1");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < partitions.size(); partition++) {
                TopicPartition to = partitions.get(partition);
                List<Long> all = times.get(partition);
                for (long time : all.subList(from, all.size())) {
                    producer.send(new ProducerRecord<>(to.topic(), to.partition(), time, null, new byte[8]));
                }
            }
            producer.flush();
        }
    }

    private void commit(boolean onlyMoved) throws ExecutionException, InterruptedException {
        List<AlterConsumerGroupOffsetsResult> asked = new ArrayList<>();
        for (int group = 0; group < positions.length; group++) {
            if (onlyMoved && isStuck(group)) {
                continue;
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (int partition = 0; partition < partitions.size(); partition++) {
                offsets.put(partitions.get(partition), new OffsetAndMetadata(positions[group][partition]));
            }
            asked.add(admin.alterConsumerGroupOffsets(name(group), offsets));
            if (asked.size() == GROUPS_AT_ONCE) {
                await(asked);
            }
        }
        await(asked);
    }

    private static void await(List<AlterConsumerGroupOffsetsResult> asked)
            throws ExecutionException, InterruptedException {
        for (AlterConsumerGroupOffsetsResult result : asked) {
            result.all().get();
        }
        asked.clear();
    }
}
