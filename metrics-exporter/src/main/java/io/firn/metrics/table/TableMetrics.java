package io.firn.metrics.table;

import io.firn.lake.table.TableState;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Publishes what is known of each table, as the {@code firn_table_*} series of {@link TableSeries}, all of a table's or
 * none. Tables are taken in the order in which they come until {@code maxSeries} is reached; what a further table would
 * have had counts as {@code firn_series_dropped_total}.
 */
public final class TableMetrics {
    private final SeriesViews views;
    private final CommitCursors cursors;
    private final int maxSeries;
    private final Counter dropped;
    private final Map<String, Integer> published = new HashMap<>();
    private int publishedSeries;

    public TableMetrics(PrometheusMeterRegistry registry, CommitCursors cursors, int maxSeries) {
        this.views = new SeriesViews(registry);
        this.cursors = cursors;
        this.maxSeries = maxSeries;
        this.dropped = Counter.builder("firn.series.dropped")
                .description("Series that were left out because there would have been too many, once a publication")
                .tag("collector", "tables")
                .register(registry);
    }

    /**
     * Replaces the table's view; {@code smallFileBytes} is the size below which compaction would pick a file.
     *
     * @return whether the table is shown, false when there are too many series already
     * @throws IllegalStateException if the cursor of counted commits cannot be kept; the last view stays
     */
    public synchronized boolean publish(TableState state, long smallFileBytes) {
        CommitCursor cursor = cursors.advance(state);
        List<Sample> samples = new ArrayList<>(TableSamples.of(state, smallFileBytes));
        samples.addAll(TableSamples.of(state, cursor));

        String key = key(state.catalog(), state.table());
        int others = publishedSeries - published.getOrDefault(key, 0);
        if (others + samples.size() > maxSeries) {
            dropped.increment(samples.size());
            hide(key);
            return false;
        }
        views.publish(key, samples);
        published.put(key, samples.size());
        publishedSeries = others + samples.size();
        return true;
    }

    /** Forgets a table that its catalog no longer has; the next scrape shows nothing of it. */
    public synchronized void remove(String catalog, TableIdentifier table) {
        hide(key(catalog, table));
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
