package io.firn.metrics.cloudwatch;

import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/**
 * Micrometer's registry, which cuts what is sent into requests of 1,000 metrics. Its meters are made to be what is sent, just
 * before: the values are Prometheus' already. It sends when it is told to and starts no thread.
 */
final class CloudWatchRegistry extends CloudWatchMeterRegistry {
    private static final String GAUGE_SUFFIX = ".value";

    private final Map<Metric, Shown> meters = new HashMap<>();

    private record Shown(Gauge gauge, Value value) {}

    private static final class Value {
        private volatile double number;

        double number() {
            return number;
        }
    }

    CloudWatchRegistry(String namespace, Duration step, Clock clock, CloudWatchAsyncClient client) {
        super(settings(namespace, step), time(clock), client);
        // Micrometer would call a gauge "name.value".
        config().namingConvention((name, type, unit) ->
                name.endsWith(GAUGE_SUFFIX) ? name.substring(0, name.length() - GAUGE_SUFFIX.length()) : name);
    }

    /** Sends these and nothing else; returns when every request has been answered. */
    void send(List<Datum> data) {
        Map<Metric, Shown> kept = new HashMap<>();
        for (Datum datum : data) {
            Shown shown = meters.containsKey(datum.metric()) ? meters.get(datum.metric()) : register(datum);
            shown.value().number = datum.value();
            kept.put(datum.metric(), shown);
        }
        meters.forEach((metric, shown) -> {
            if (!kept.containsKey(metric)) {
                remove(shown.gauge());
            }
        });
        meters.clear();
        meters.putAll(kept);
        publish();
    }

    private Shown register(Datum datum) {
        Value value = new Value();
        Gauge gauge = Gauge.builder(datum.metric().name(), value, Value::number)
                .tags(datum.metric().dimensions().entrySet().stream()
                        .map(dimension -> Tag.of(dimension.getKey(), dimension.getValue()))
                        .toList())
                .baseUnit(datum.unit().label())
                .strongReference(true)
                .register(this);
        return new Shown(gauge, value);
    }

    private static CloudWatchConfig settings(String namespace, Duration step) {
        return new CloudWatchConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public String namespace() {
                return namespace;
            }

            @Override
            public Duration step() {
                return step;
            }

            /** Whether it sends by itself. */
            @Override
            public boolean enabled() {
                return false;
            }
        };
    }

    private static io.micrometer.core.instrument.Clock time(Clock clock) {
        return new io.micrometer.core.instrument.Clock() {
            @Override
            public long wallTime() {
                return clock.millis();
            }

            @Override
            public long monotonicTime() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }
        };
    }
}
