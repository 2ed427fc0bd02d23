package io.firn.lake.config;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which metrics also go to Amazon CloudWatch, where each of them costs money.
 *
 * @param region absent where the AWS SDK's own chain is to say it
 * @param endpoint absent for the region's own
 * @param tierOne tables that are also sent one by one
 * @param series names as Prometheus shows them; none means those that the daemon chooses
 * @param mostMetrics limit of what one publication holds
 * @param pricePerMetric US dollars a month, for the estimate only
 */
public record CloudWatchConfig(
        boolean enabled,
        String namespace,
        Optional<String> region,
        Optional<URI> endpoint,
        Duration step,
        List<Glob> tierOne,
        List<Glob> series,
        int mostMetrics,
        BigDecimal pricePerMetric) {
    public CloudWatchConfig {
        tierOne = List.copyOf(tierOne);
        series = List.copyOf(series);
    }

    /** Whether a table is sent by itself. */
    public boolean isTierOne(String table) {
        return tierOne.stream().anyMatch(glob -> glob.matches(table));
    }
}
