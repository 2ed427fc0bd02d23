package io.firn.metrics.lag;

import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.LagConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka how far consumer groups are behind and publishes it, all groups and topics at once:
 * {@code firn_kafka_group_lag_records}, {@code firn_kafka_group_lag_seconds}, {@code firn_kafka_group_status{state}},
 * {@code firn_kafka_retention_headroom_seconds} and {@code firn_kafka_catchup_seconds}, each by group and topic; and of
 * tables whose {@link #unlanded} offsets it was told, {@code firn_table_unqueryable_age_seconds} and
 * {@code firn_table_queryable_until_timestamp_seconds}, by catalog and table. Only the admin client is used: no payload is
 * read, no group joined. The series keep the last view when Kafka cannot be asked. A topic that is gone has no series.
 */
public final class LagCollector implements AutoCloseable {
    /** Published by every collector of lag. */
    public static final List<Series> ALL = LagSeries.ALL;

    private static final String VIEW = "lag";

    private final KafkaConfig kafka;
    private final PipelineConfig pipeline;
    private final LagConfig config;
    private final Duration patience;
    private final int mostSeries;
    private final Clock clock;
    private final SeriesViews views;
    private final Counter dropped;
    private @Nullable Admin admin;
    private @Nullable LagSurvey survey;
    private volatile Optional<LagView> last = Optional.empty();
    private volatile List<Unlanded> unlanded = List.of();

    /**
     * Kafka is not asked before the first collection.
     *
     * @param patience for each of Kafka's answers
     * @param mostSeries of groups; the pipeline's own are published first
     * @param shown whether this process is the one of several that shows the series
     */
    public LagCollector(
            KafkaConfig kafka,
            PipelineConfig pipeline,
            LagConfig config,
            Duration patience,
            int mostSeries,
            Clock clock,
            PrometheusMeterRegistry registry,
            BooleanSupplier shown) {
        this.kafka = kafka;
        this.pipeline = pipeline;
        this.config = config;
        this.patience = patience;
        this.mostSeries = mostSeries;
        this.clock = clock;
        this.views = new SeriesViews(registry, shown);
        this.dropped = Counter.builder("firn.series.dropped")
                .description("Series left out for being too many, counted at each publication")
                .tag("collector", VIEW)
                .register(registry);
    }

    /**
     * Takes a new view.
     *
     * @throws LagException if Kafka does not answer in time; {@link #last()} stays what it was
     */
    public synchronized LagView collect() {
        LagView view = survey().take(unlanded, clock.instant());
        List<Sample> samples = new ArrayList<>();
        int leftOut = 0;
        for (GroupLag lag : view.groups()) {
            List<Sample> ofGroup = LagSeries.of(lag);
            if (samples.size() + ofGroup.size() > mostSeries) {
                leftOut += ofGroup.size();
            } else {
                samples.addAll(ofGroup);
            }
        }
        view.tables().forEach(table -> samples.addAll(LagSeries.of(table, view.takenAt())));
        dropped.increment(leftOut);
        views.publish(VIEW, samples);
        last = Optional.of(view);
        return view;
    }

    /** The newest complete view, which says when it was taken. */
    public Optional<LagView> last() {
        return last;
    }

    /**
     * Tells up to where Kafka's records have arrived in tables; replaces all that was told before. The next collection
     * publishes how old the oldest is that has not. A table that is not told of has no such series.
     */
    public void unlanded(Collection<Unlanded> tables) {
        unlanded = List.copyOf(tables);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
            survey = null;
        }
    }

    private LagSurvey survey() {
        if (survey == null) {
            Map<String, Object> properties = new LinkedHashMap<>(kafka.properties());
            int millis = Math.toIntExact(patience.toMillis());
            properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
            properties.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "firn-lag");
            try {
                admin = Admin.create(properties);
                survey = new LagSurvey(new KafkaAnswers(admin, kafka.bootstrapServers(), patience), pipeline, config);
            } catch (KafkaException e) {
                throw new LagException(
                        "Cannot read consumer lag: no client for " + kafka.bootstrapServers() + ", " + cause(e), e);
            }
        }
        return survey;
    }

    private static String cause(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable next = failure; next != null; next = next.getCause()) {
            messages.add(String.valueOf(next.getMessage()));
        }
        return messages.get(messages.size() - 1);
    }
}
