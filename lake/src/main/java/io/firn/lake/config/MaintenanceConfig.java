package io.firn.lake.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How tables are kept healthy.
 *
 * @param pollInterval how often every table's catalog pointer is looked at; unchanged tables cost nothing more
 * @param concurrency operations that run at the same time in this process
 * @param memory bytes that compactions may hold at the same time, whatever is configured at most half of the heap
 * @param budgetPerHour bytes that compaction may rewrite in an hour, over all tables and replicas
 * @param defaults what applies where no policy says otherwise; complete once the configuration is loaded
 * @param policies in the order of the file; the most specific match wins, value by value
 */
public record MaintenanceConfig(
        boolean enabled,
        Duration pollInterval,
        int concurrency,
        DataSize memory,
        Optional<DataSize> budgetPerHour,
        BreakerConfig breaker,
        ForeignMaintenance foreignMaintenance,
        PolicyConfig defaults,
        List<PolicyConfig> policies) {
    public MaintenanceConfig {
        policies = List.copyOf(policies);
    }

    /** Without a budget, and with the memory, the breakers and the answer to foreign maintenance as they are by default. */
    public MaintenanceConfig(
            boolean enabled,
            Duration pollInterval,
            int concurrency,
            PolicyConfig defaults,
            List<PolicyConfig> policies) {
        this(
                enabled,
                pollInterval,
                concurrency,
                DataSize.parse("512MB"),
                Optional.empty(),
                BreakerConfig.DEFAULT,
                ForeignMaintenance.REFUSE,
                defaults,
                policies);
    }
}
