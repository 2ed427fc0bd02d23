package io.firn.lake.config;

import java.util.Map;

/** A Kafka cluster; {@code properties} go to every client as they are (security, IAM, timeouts). */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties) {
    public KafkaConfig {
        properties = Map.copyOf(properties);
    }
}
