package io.firn.metrics.lag;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;

/**
 * When a topic's records are deleted, as far as its configuration says.
 *
 * @param millis after a record's time, at the earliest: a segment goes as a whole, by its newest record
 * @param limitsBytes whether the oldest segments go when a partition is too large
 * @param compacts whether older values of a key go, which leaves holes
 */
record Retention(OptionalLong millis, boolean limitsBytes, boolean compacts) {
    static final Retention UNKNOWN = new Retention(OptionalLong.empty(), false, false);

    static Retention of(Config config) {
        String policy = text(config, TopicConfig.CLEANUP_POLICY_CONFIG).orElse(TopicConfig.CLEANUP_POLICY_DELETE);
        boolean deletes = policy.contains(TopicConfig.CLEANUP_POLICY_DELETE);
        long millis = number(config, TopicConfig.RETENTION_MS_CONFIG);
        return new Retention(
                deletes && millis >= 0 ? OptionalLong.of(millis) : OptionalLong.empty(),
                deletes && number(config, TopicConfig.RETENTION_BYTES_CONFIG) >= 0,
                policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private static long number(Config config, String name) {
        return text(config, name).map(Long::parseLong).orElse(-1L);
    }

    private static Optional<String> text(Config config, String name) {
        return Optional.ofNullable(config.get(name)).map(ConfigEntry::value);
    }
}
