package io.firn.metrics.cloudwatch;

import io.firn.lake.config.CloudWatchConfig;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.Glob;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** What a daemon has that publishes: a registry with views, and one stream, {@code raw.visits} into {@code trials.visits}. */
final class Lake {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static final PipelineConfig PIPELINE = new PipelineConfig(
            "firn",
            Duration.ofSeconds(2),
            URI.create("file:/tmp/unused"),
            1,
            DataSize.megabytes(1),
            100,
            Map.of(),
            List.of(new StreamConfig(
                    "raw.visits",
                    "trials.visits",
                    List.of(),
                    StreamConfig.Mode.APPEND,
                    new StreamConfig.Evolve(),
                    List.of(),
                    Optional.empty(),
                    Map.of())));

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Clock clock;
    final SelfMetrics self;
    private final SeriesViews views = new SeriesViews(registry);

    Lake() {
        this(Clock.fixed(NOON, ZoneOffset.UTC));
    }

    Lake(Clock clock) {
        this.clock = clock;
        this.self = new SelfMetrics(registry, clock);
    }

    Lake with(String key, Sample... samples) {
        views.publish(key, Arrays.asList(samples));
        return this;
    }

    Lake without(String key) {
        views.remove(key);
        return this;
    }

    CloudWatchMetrics metrics(CloudWatchConfig config, Supplier<CloudWatchClient> clients) {
        return new CloudWatchMetrics(
                config, PIPELINE, registry, self, registry.getPrometheusRegistry()::scrape, clients, () -> true, clock);
    }

    Publication publication(CloudWatchConfig config, boolean showsState, CounterMemory counters) {
        Selection selection = new Selection(new ChosenSeries(config, PIPELINE), config.mostMetrics());
        return selection.of(registry.getPrometheusRegistry().scrape(), clock.instant(), showsState, counters);
    }

    static CloudWatchConfig config(int most, List<String> tierOne, String... series) {
        return config(Optional.empty(), most, tierOne, series);
    }

    static CloudWatchConfig config(Optional<URI> endpoint, int most, List<String> tierOne, String... series) {
        return new CloudWatchConfig(
                true,
                "Firn/Test",
                Optional.of("eu-central-1"),
                endpoint,
                Duration.ofMinutes(1),
                tierOne.stream().map(Glob::new).toList(),
                Arrays.stream(series).map(Glob::new).toList(),
                most,
                new BigDecimal("0.30"));
    }
}
