package io.firn.pipeline.job;

import io.firn.pipeline.record.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Writes each record to the topic that it names. The sink asks for all topics to find transactions left open there. */
final class OutgoingWriter implements KafkaRecordSerializationSchema<Outgoing>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> topics;

    OutgoingWriter(List<String> topics) {
        this.topics = new ArrayList<>(topics);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Outgoing outgoing, KafkaSinkContext context, @Nullable Long timestamp) {
        Long time = outgoing.timestamp() < 0 ? null : (Long) outgoing.timestamp();
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(outgoing.topic(), null, time, outgoing.key(), outgoing.value());
        Headers headers = message.headers();
        String[] names = outgoing.headerNames();
        for (int i = 0; i < names.length; i++) {
            headers.add(names[i], outgoing.headerValues()[i]);
        }
        return message;
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(topics)));
    }
}
