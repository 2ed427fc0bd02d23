package io.firn.lake.config;

import java.time.Duration;
import java.util.List;

/**
 * How tables are kept healthy.
 *
 * @param pollInterval how often every table's catalog pointer is looked at; unchanged tables cost nothing more
 * @param concurrency operations that run at the same time in this process
 * @param defaults what applies where no policy says otherwise; complete once the configuration is loaded
 * @param policies in the order of the file; the most specific match wins, value by value
 */
public record MaintenanceConfig(
        boolean enabled, Duration pollInterval, int concurrency, PolicyConfig defaults, List<PolicyConfig> policies) {
    public MaintenanceConfig {
        policies = List.copyOf(policies);
    }
}
