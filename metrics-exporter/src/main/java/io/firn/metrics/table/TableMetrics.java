package io.firn.metrics.table;

import io.firn.lake.config.MetricsConfig;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.metrics.series.Distribution;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Publishes what is known of each table, as the {@code firn_table_*} series of {@link TableSeries}, all of a table's or
 * none. Tables are taken in the order in which they come until the limit of series is reached; what a further table would
 * have had counts as {@code firn_series_dropped_total}, and the table in the sums of its namespace.
 */
public final class TableMetrics {
    private final SeriesViews views;
    private final NamespaceSums sums;
    private final CommitCursors cursors;
    private final MetricsConfig config;
    private final Counter dropped;
    private final Map<String, Integer> published = new HashMap<>();
    private int publishedSeries;

    /** @param shown whether a scrape may show tables; of several replicas one does */
    public TableMetrics(
            PrometheusMeterRegistry registry, CommitCursors cursors, MetricsConfig config, BooleanSupplier shown) {
        this.views = new SeriesViews(registry, shown);
        this.sums = new NamespaceSums(views);
        this.cursors = cursors;
        this.config = config;
        this.dropped = Counter.builder("firn.series.dropped")
                .description("Series that were left out because there would have been too many, once a publication")
                .tag("collector", "tables")
                .register(registry);
    }

    /**
     * Replaces the table's view.
     *
     * @param smallFileBytes the size below which compaction would pick a file
     * @param oldestRecords the oldest record times of the data files that a snapshot added; asked for new snapshots only
     * @return whether the table is shown, false when there are too many series already
     * @throws IllegalStateException if the cursor of counted commits cannot be kept; the last view stays
     */
    public synchronized boolean publish(
            TableState state, long smallFileBytes, Function<SnapshotState, List<Instant>> oldestRecords) {
        CommitCursor cursor = cursors.advance(state, oldestRecords);
        List<Sample> samples = new ArrayList<>(TableSamples.of(state, smallFileBytes));
        samples.addAll(TableSamples.of(state, cursor));
        if (config.fileSizes()) {
            samples.addAll(TableSamples.sizes(state));
        }
        List<Distribution> waits = TableSamples.waits(state, cursor).stream().toList();
        int series =
                samples.size() + waits.stream().mapToInt(Distribution::size).sum();

        String key = key(state.catalog(), state.table());
        int others = publishedSeries - published.getOrDefault(key, 0);
        if (others + series > config.maxSeries()) {
            dropped.increment(series);
            hide(key);
            sums.add(state, samples);
            return false;
        }
        views.publish(key, samples, waits);
        sums.remove(
                state.catalog(),
                state.table().namespace().toString(),
                state.table().name());
        published.put(key, series);
        publishedSeries = others + series;
        return true;
    }

    /** Forgets a table that its catalog no longer has; the next scrape shows nothing of it. */
    public synchronized void remove(String catalog, TableIdentifier table) {
        hide(key(catalog, table));
        sums.remove(catalog, table.namespace().toString(), table.name());
        cursors.remove(catalog, table.toString());
    }

    private void hide(String key) {
        views.remove(key);
        Integer series = published.remove(key);
        if (series != null) {
            publishedSeries -= series;
        }
    }

    private static String key(String catalog, TableIdentifier table) {
        return catalog + '\u0000' + table;
    }
}
