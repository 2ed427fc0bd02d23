package io.firn.metrics.lag;

import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka how far the pipeline's two groups are behind and publishes it as {@code firn_kafka_group_lag_records{group,
 * topic}}, all topics at once. Only the admin client is used: no payload is read, no group joined. The series keep the
 * last view when Kafka cannot be asked. A topic that is gone has no series.
 */
public final class LagCollector implements AutoCloseable {
    /** Published by every collector of lag. */
    public static final List<Series> ALL = List.of(Series.gauge(
            "firn_kafka_group_lag_records",
            "Committed records that a consumer group has not committed yet",
            "group",
            "topic"));

    private static final String VIEW = "lag";

    private final KafkaConfig kafka;
    private final List<Subscription> subscriptions;
    private final Duration timeout;
    private final Clock clock;
    private final SeriesViews views;
    private @Nullable Admin admin;
    private volatile Optional<LagView> last = Optional.empty();

    /** {@code timeout} is for all of one collection. Kafka is not asked before the first one. */
    public LagCollector(
            KafkaConfig kafka,
            PipelineConfig pipeline,
            Duration timeout,
            Clock clock,
            PrometheusMeterRegistry registry) {
        this.kafka = kafka;
        this.subscriptions = Subscription.of(pipeline);
        this.timeout = timeout;
        this.clock = clock;
        this.views = new SeriesViews(registry);
    }

    /**
     * Takes a new view.
     *
     * @throws LagException if Kafka does not answer in time; {@link #last()} stays what it was
     */
    public synchronized LagView collect() {
        LagView view = new LagSurvey(admin(), kafka.bootstrapServers(), timeout).take(subscriptions, clock.instant());
        Series series = ALL.get(0);
        views.publish(
                VIEW,
                view.groups().stream()
                        .map(lag -> series.sample(lag.records(), lag.group(), lag.topic()))
                        .toList());
        last = Optional.of(view);
        return view;
    }

    /** The newest complete view, which says when it was taken. */
    public Optional<LagView> last() {
        return last;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private Admin admin() {
        if (admin == null) {
            Map<String, Object> properties = new LinkedHashMap<>(kafka.properties());
            int millis = Math.toIntExact(timeout.toMillis());
            properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
            properties.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "firn-lag");
            try {
                admin = Admin.create(properties);
            } catch (KafkaException e) {
                throw new LagException(
                        "Cannot read consumer lag: no client for " + kafka.bootstrapServers() + ", " + cause(e), e);
            }
        }
        return admin;
    }

    private static String cause(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable next = failure; next != null; next = next.getCause()) {
            messages.add(String.valueOf(next.getMessage()));
        }
        return messages.get(messages.size() - 1);
    }
}
