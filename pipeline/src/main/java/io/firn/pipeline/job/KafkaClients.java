package io.firn.pipeline.job;

import io.firn.lake.config.KafkaConfig;
import io.firn.pipeline.record.Envelope;
import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How the jobs talk to Kafka: for throughput, and never losing what was acknowledged. */
final class KafkaClients {
    private KafkaClients() {}

    /** Reads committed records from the group's offsets, or all of them where it has none. */
    @SuppressWarnings("deprecation") // The connector's own signature asks for the deprecated enum.
    static KafkaSource<Envelope> source(KafkaConfig kafka, List<String> topics, String group) {
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(16 << 20));
        properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(2 << 20));
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        properties.putIfAbsent("partition.discovery.interval.ms", "30000");
        return KafkaSource.<Envelope>builder()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(topics)
                .setGroupId(group)
                .setClientIdPrefix(group)
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setProperties(properties)
                .setDeserializer(new EnvelopeReader())
                .build();
    }

    /** @param largest bytes of the largest record that is written */
    static Properties producer(KafkaConfig kafka, long largest, long transactionTimeoutMillis) {
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(transactionTimeoutMillis));
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "20");
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(128 << 10));
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        int request = (int) Math.min(Integer.MAX_VALUE, largest + (128 << 10));
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(request));
        properties.putIfAbsent(
                ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(Math.max(32L << 20, request + (1L << 20))));
        return properties;
    }
}
