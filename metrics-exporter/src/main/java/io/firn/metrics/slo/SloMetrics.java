package io.firn.metrics.slo;

import io.firn.lake.config.TierConfig;
import io.firn.lake.config.Tiers;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How the promises of each tier are kept: {@code firn_slo_evaluations_total{slo, tier}},
 * {@code firn_slo_bad_evaluations_total{slo, tier}}, {@code firn_slo_objective_ratio{slo, tier}}, and by
 * {@code firn_table_info{catalog, table, namespace, tier, pipeline}} which table is in which. The counters begin at 0 for every
 * tier, and go on over restarts.
 */
public final class SloMetrics {
    private static final Series INFO =
            Series.gauge("firn_table_info", "1 for every table", "catalog", "table", "namespace", "tier", "pipeline");
    private static final Series EVALUATIONS =
            Series.counter("firn_slo_evaluations_total", "Looks at whether a table is as promised", "slo", "tier");
    private static final Series BAD =
            Series.counter("firn_slo_bad_evaluations_total", "Looks at which it was not", "slo", "tier");
    private static final Series OBJECTIVE =
            Series.gauge("firn_slo_objective_ratio", "Share of the looks that must be good", "slo", "tier");

    /** Every series above. */
    public static final List<Series> ALL = List.of(INFO, EVALUATIONS, BAD, OBJECTIVE);

    private static final String PROMISES = "promises";
    private static final String TABLES = "tables";
    private static final int MOST_TABLES = 20_000;

    private final SeriesViews views;
    private final Tiers tiers;
    private final SloCounts counts;
    private final Counter dropped;

    /** @param shown whether this process is the one of several that shows the series */
    public SloMetrics(PrometheusMeterRegistry registry, Tiers tiers, SloCounts counts, BooleanSupplier shown) {
        this.views = new SeriesViews(registry, shown);
        this.tiers = tiers;
        this.counts = counts;
        this.dropped = Counter.builder("firn.series.dropped")
                .description("Series left out for being too many, counted at each publication")
                .tag("collector", "slo")
                .register(registry);
    }

    /**
     * Counts these evaluations and shows all that were ever counted.
     *
     * @throws IllegalStateException if the database cannot be asked; they are counted with the next call
     */
    public void count(List<Evaluation> evaluations) {
        Map<SloCounts.Key, SloCounts.Count> all = counts.add(evaluations);
        List<Sample> samples = new ArrayList<>();
        for (TierConfig tier : tiers.all()) {
            for (Objective objective : Objective.values()) {
                SloCounts.Count count =
                        all.getOrDefault(new SloCounts.Key(objective, tier.name()), new SloCounts.Count(0, 0));
                samples.add(EVALUATIONS.sample(count.evaluations(), objective.label(), tier.name()));
                samples.add(BAD.sample(count.bad(), objective.label(), tier.name()));
                samples.add(OBJECTIVE.sample(ratio(tier, objective), objective.label(), tier.name()));
            }
        }
        views.publish(PROMISES, samples);
    }

    /** Replaces all tables that were shown. */
    public void tables(List<TableInfo> tables) {
        dropped.increment(Math.max(0, tables.size() - MOST_TABLES));
        views.publish(
                TABLES,
                tables.stream()
                        .limit(MOST_TABLES)
                        .map(table -> INFO.sample(
                                1L, table.catalog(), table.table(), table.namespace(), table.tier(), table.pipeline()))
                        .toList());
    }

    private static double ratio(TierConfig tier, Objective objective) {
        double percent =
                switch (objective) {
                    case FRESHNESS -> tier.freshnessObjective();
                    case COMPLETENESS -> tier.completenessObjective();
                };
        // 99.9 / 100 is not 0.999 in binary.
        return BigDecimal.valueOf(percent).movePointLeft(2).doubleValue();
    }
}
