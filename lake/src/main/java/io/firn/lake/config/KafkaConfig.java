package io.firn.lake.config;

import java.util.Map;

/** A Kafka cluster; {@code properties} go to every client as they are (security, IAM, timeouts). */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties) {
    public KafkaConfig {
        properties = Map.copyOf(properties);
    }

    /** Names the properties without their values: some are credentials. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", properties=" + properties.keySet() + "]";
    }
}
