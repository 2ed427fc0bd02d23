package io.firn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.broker.EmbeddedBroker;
import io.firn.lake.aws.StorageRequests.Answer;
import io.firn.lake.aws.StorageRequests.Count;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.KafkaConfig;
import io.firn.lake.config.LagConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.config.Tiers;
import io.firn.metrics.cloudwatch.CloudWatchSeries;
import io.firn.metrics.lag.LagCollector;
import io.firn.metrics.lag.Unlanded;
import io.firn.metrics.maintenance.FinishedRun;
import io.firn.metrics.maintenance.MaintenanceMetrics;
import io.firn.metrics.maintenance.RunOutcome;
import io.firn.metrics.maintenance.SkipReason;
import io.firn.metrics.maintenance.TableStanding;
import io.firn.metrics.quality.CheckSample;
import io.firn.metrics.quality.QualityMetrics;
import io.firn.metrics.reconciliation.ReconciledStream;
import io.firn.metrics.reconciliation.ReconciliationMetrics;
import io.firn.metrics.self.DiskMetrics;
import io.firn.metrics.self.FailureCause;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.self.StorageMetrics;
import io.firn.metrics.self.TableCondition;
import io.firn.metrics.slo.AlertMetrics;
import io.firn.metrics.slo.SloCounts;
import io.firn.metrics.slo.SloMetrics;
import io.firn.metrics.slo.TableInfo;
import io.firn.metrics.table.FullTable;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reference in {@code docs/metrics.md} names what a scrape shows, no more and no less. */
@ExtendWith(BrokerExtension.class)
class MetricsReferenceIT {
    private static final Pattern ROW = Pattern.compile("\\| `(firn_[a-z_]+)` \\| (\\w+) \\| ([a-z, _]*?) *\\| .*");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void theReferenceNamesEverySeriesWithItsTypeAndLabels(EmbeddedBroker broker) throws Exception {
        FullTable.publish(registry);
        collectLag(broker);
        maintain();
        check();
        reconcile();
        promise();
        collect();
        CloudWatchSeries.publish(registry);

        assertThat(reference()).isEqualTo(Scrape.of(registry).families());
    }

    private void collectLag(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("reference", 1, (short) 1).configs(Map.of("retention.ms", "86400000"))))
                    .all()
                    .get();
        }
        StreamConfig stream = new StreamConfig(
                "reference",
                "trials.reference",
                List.of(),
                StreamConfig.Mode.APPEND,
                new StreamConfig.Evolve(),
                List.of(),
                Optional.empty(),
                Map.of());
        PipelineConfig pipeline = new PipelineConfig(
                "reference",
                Duration.ofSeconds(2),
                URI.create("file:/tmp/unused"),
                1,
                DataSize.megabytes(1),
                100,
                Map.of(),
                List.of(stream));
        KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), Map.of());
        LagConfig lag = new LagConfig(Duration.ofSeconds(1), List.of());
        try (LagCollector collector = new LagCollector(
                kafka, pipeline, lag, Duration.ofSeconds(20), 1000, Clock.systemUTC(), registry, () -> true)) {
            collector.unlanded(
                    List.of(new Unlanded("lake", "trials.visits", Map.of(new TopicPartition("reference", 0), 0L))));
            collector.collect();
        }
    }

    private void maintain() {
        MaintenanceMetrics maintenance = new MaintenanceMetrics(registry, () -> true);
        maintenance.finished(new FinishedRun(
                "lake",
                "trials.visits",
                "compaction",
                "embedded",
                RunOutcome.REJECTED,
                Optional.of("H3"),
                Instant.EPOCH,
                Duration.ofSeconds(1),
                1,
                1));
        maintenance.restore("lake", "trials.visits", "compaction", Optional.of(Instant.EPOCH), 0);
        maintenance.standing(new TableStanding(
                "lake", "trials.visits", 0, 0, Optional.of(new TableStanding.Candidates(1, 2)), 0, 0, 0));
        maintenance.skipped("lake", "compaction", SkipReason.DISABLED);
        maintenance.nextRun("lake", "trials.visits", "compaction", Optional.of(Instant.EPOCH));
    }

    private void check() {
        new QualityMetrics(registry, 10)
                .publish(List.of(new CheckSample(
                        "lake",
                        "trials.visits",
                        "volume",
                        "warning",
                        Optional.of(0),
                        Optional.of(1.5),
                        Instant.EPOCH)));
    }

    private void reconcile() {
        new ReconciliationMetrics(registry)
                .publish(List.of(new ReconciledStream(
                        "lake", "trials.visits", "visits", 4, 1, 1, 0, 1, 1, 1, Map.of("TOO_DEEP", 1L))));
    }

    private void promise() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:promises;DB_CLOSE_DELAY=-1");
        SloMetrics slo = new SloMetrics(registry, Tiers.NONE, new SloCounts(database, "lake"), () -> true);
        slo.count(List.of());
        slo.tables(List.of(new TableInfo("lake", "trials.visits", "default", "firn-land")));
        new AlertMetrics(registry, List.of("sns/alerts"), () -> true)
                .publish(
                        List.of(new AlertMetrics.Open("FirnRecordsMissing", "critical", 1)),
                        Map.of("sns/alerts", Instant.EPOCH));
    }

    private void collect() {
        SelfMetrics self = new SelfMetrics(registry, Clock.systemUTC());
        self.succeeded("tables", Duration.ofSeconds(1));
        self.failed("lag", Duration.ofSeconds(1), FailureCause.KAFKA);
        self.tables(Map.of(TableCondition.PUBLISHED, 1));
        self.beat();
        new StorageMetrics(registry).publish(List.of(new Count("GetObject", Answer.OK, 1)));
        new DiskMetrics(registry, Map.of("database", Path.of("."))).look();
    }

    private static Map<String, String> reference() throws IOException {
        Map<String, String> families = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String labels =
                        Arrays.stream(row.group(3).split(", *")).sorted().collect(Collectors.joining(","));
                families.put(row.group(1), row.group(2) + "|" + labels);
            }
        }
        return families;
    }
}
