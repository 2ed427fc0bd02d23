package io.firn.metrics.cloudwatch;

import io.firn.lake.config.CloudWatchConfig;
import io.firn.lake.config.Durations;
import io.firn.lake.config.Glob;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.metrics.lag.LagCollector;
import io.firn.metrics.maintenance.MaintenanceMetrics;
import io.firn.metrics.quality.QualityMetrics;
import io.firn.metrics.reconciliation.ReconciliationMetrics;
import io.firn.metrics.self.DiskMetrics;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.series.Series;
import io.firn.metrics.slo.SloMetrics;
import io.firn.metrics.table.TableSeries;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What sending to CloudWatch would cost a month, from the configuration alone. How many tables there are and which labels their
 * series have is not known offline: tables are those of the configured streams and those named without a wildcard, labels
 * are counted as a table with every kind of content and operation has them. A running daemon knows better.
 *
 * @param shared metrics that do not depend on the number of tables
 * @param perTable further ones for each table of tier 1
 * @param tables the known tables of tier 1
 * @param openEnded whether a wildcard may match further tables
 */
public record CostEstimate(
        int shared,
        int perTable,
        Set<String> tables,
        boolean openEnded,
        int mostMetrics,
        BigDecimal pricePerMetric,
        Duration step) {
    /** As of May 2026, region us-east-1; the same in most regions. */
    private static final BigDecimal PRICE_OF_A_THOUSAND_REQUESTS = new BigDecimal("0.01");

    private static final Duration MONTH = Duration.ofHours(730);
    private static final int METRICS_A_REQUEST = 1_000;

    /** Values that a label usually has; one, where it is not named. */
    private static final Map<String, Integer> USUAL = Map.of(
            "content", 4, "operation", 5, "state", 4, "collector", 4, "group", 2, "outcome", 2, "check", 5, "slo", 2);

    private static final List<Series> COUNTERS = List.of(
            Series.counter("firn_maintenance_runs_total", "", "catalog", "operation", "outcome"),
            Series.counter("firn_maintenance_conflicts_total", "", "catalog"),
            Series.counter("firn_maintenance_rewritten_bytes_total", "", "catalog"),
            Series.counter("firn_maintenance_removed_files_total", "", "catalog"),
            Series.counter("firn_collector_errors_total", "", "collector", "cause"),
            Series.counter("firn_series_dropped_total", "", "collector"),
            Series.counter("firn_catalog_requests_total", ""));

    public CostEstimate {
        tables = Set.copyOf(tables);
    }

    public static CostEstimate of(CloudWatchConfig config, PipelineConfig pipeline) {
        ChosenSeries chosen = new ChosenSeries(config, pipeline);
        int shared = 0;
        int perTable = 0;
        for (Series series : known()) {
            if (!chosen.contains(series.name())) {
                continue;
            }
            boolean isOfMany =
                    series.labels().contains("table") || series.labels().contains("topic");
            int alike = series.labels().stream()
                    .mapToInt(label -> USUAL.getOrDefault(label, 1))
                    .reduce(1, Math::multiplyExact);
            perTable += isOfMany ? alike : 0;
            shared += isOfMany ? alike * Translation.of(series.name()).totals().size() : alike;
        }
        Set<String> tables = new LinkedHashSet<>();
        Stream.concat(
                        pipeline.streams().stream().map(StreamConfig::table),
                        config.tierOne().stream().map(Glob::pattern).filter(pattern -> !isWild(pattern)))
                .filter(config::isTierOne)
                .forEach(tables::add);
        boolean openEnded = config.tierOne().stream().anyMatch(glob -> isWild(glob.pattern()));
        return new CostEstimate(
                shared, perTable, tables, openEnded, config.mostMetrics(), config.pricePerMetric(), config.step());
    }

    private static List<Series> known() {
        List<Series> known = new ArrayList<>(TableSeries.ALL);
        known.addAll(MaintenanceMetrics.GAUGES);
        known.addAll(LagCollector.ALL);
        known.addAll(QualityMetrics.ALL);
        known.addAll(ReconciliationMetrics.ALL);
        known.addAll(SloMetrics.ALL);
        known.addAll(SelfMetrics.GAUGES);
        known.addAll(DiskMetrics.GAUGES);
        known.addAll(COUNTERS);
        return known;
    }

    private static boolean isWild(String pattern) {
        return pattern.contains("*") || pattern.contains("?");
    }

    /** Never more than the configured number. */
    public int metrics() {
        return Math.min(mostMetrics, shared + perTable * tables.size());
    }

    /** US dollars a month for the metrics and the requests that carry them. */
    public BigDecimal aMonth() {
        return price(metrics()).add(requests());
    }

    /** One line a fact, for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("about $" + aMonth() + " a month: " + metrics() + " metrics at $" + pricePerMetric + ", and $"
                + requests() + " for the requests of one daemon, every " + Durations.format(step));
        lines.add(shared + " metrics over all tables, and " + perTable + " for each of " + tables.size()
                + " known tables of tier 1");
        if (openEnded) {
            lines.add("each further table that tier-1 matches adds " + perTable + " metrics, $" + price(perTable));
        }
        lines.add("at most " + mostMetrics + " metrics (most-metrics), $"
                + price(mostMetrics).add(requests())
                + "; a running daemon shows their number as firn_cloudwatch_metrics");
        return lines;
    }

    private BigDecimal price(int metrics) {
        return pricePerMetric.multiply(BigDecimal.valueOf(metrics)).setScale(2, RoundingMode.HALF_UP);
    }

    private BigDecimal requests() {
        long requests = MONTH.dividedBy(step) * ((metrics() + METRICS_A_REQUEST - 1) / METRICS_A_REQUEST);
        return PRICE_OF_A_THOUSAND_REQUESTS
                .multiply(BigDecimal.valueOf(requests))
                .divide(BigDecimal.valueOf(1_000), 2, RoundingMode.HALF_UP);
    }
}
