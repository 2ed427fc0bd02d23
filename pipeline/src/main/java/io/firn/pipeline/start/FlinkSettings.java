package io.firn.pipeline.start;

import io.firn.lake.config.PipelineConfig;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Flink's options: small, on loopback, and never giving up. Those of {@code pipeline.flink} come on top. */
final class FlinkSettings {
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("rest.address", "127.0.0.1"),
            Map.entry("rest.bind-address", "127.0.0.1"),
            Map.entry("rest.port", "0"),
            Map.entry("jobmanager.bind-host", "127.0.0.1"),
            Map.entry("jobmanager.rpc.address", "127.0.0.1"),
            Map.entry("taskmanager.bind-host", "127.0.0.1"),
            Map.entry("taskmanager.host", "127.0.0.1"),
            Map.entry("taskmanager.memory.network.min", "32mb"),
            Map.entry("taskmanager.memory.network.max", "32mb"),
            Map.entry("taskmanager.memory.managed.size", "1mb"),
            Map.entry("cluster.io-pool.size", "4"),
            Map.entry("restart-strategy.type", "exponential-delay"),
            Map.entry("restart-strategy.exponential-delay.initial-backoff", "1 s"),
            Map.entry("restart-strategy.exponential-delay.max-backoff", "30 s"),
            Map.entry("restart-strategy.exponential-delay.backoff-multiplier", "2.0"),
            Map.entry("restart-strategy.exponential-delay.reset-backoff-threshold", "1 min"),
            Map.entry("execution.checkpointing.tolerable-failed-checkpoints", "100"),
            Map.entry("execution.checkpointing.num-retained", "2"),
            Map.entry("web.submit.enable", "false"),
            Map.entry("web.cancel.enable", "false"));

    /** What exactly-once depends on: not for configuration to change. */
    private static final Map<String, String> FIXED = Map.of(
            "pipeline.generic-types", "false",
            "pipeline.object-reuse", "true",
            "pipeline.operator-chaining.enabled", "true",
            "execution.checkpointing.storage", "filesystem",
            "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION",
            "execution.checkpointing.mode", "EXACTLY_ONCE");

    private FlinkSettings() {}

    static Configuration cluster(PipelineConfig pipeline) {
        Configuration settings = new Configuration();
        DEFAULTS.forEach(settings::setString);
        pipeline.flink().forEach(settings::setString);
        FIXED.forEach(settings::setString);
        return settings;
    }

    /** @param checkpoints the directory of this job's own */
    static Configuration job(Configuration cluster, String checkpoints) {
        Configuration settings = new Configuration(cluster);
        settings.setString("execution.checkpointing.dir", checkpoints);
        return settings;
    }
}
