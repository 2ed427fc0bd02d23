package io.firn.metrics.table;

import static io.firn.metrics.series.Series.gauge;

import io.firn.lake.table.TableState;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables that have no series of their own, added up by namespace: {@code firn_namespace_unlisted_tables} and, of what can be
 * added, {@code firn_namespace_} and the rest of the table's series' name.
 */
final class NamespaceSums {
    private static final Series TABLES = gauge(
            "firn_namespace_unlisted_tables",
            "Tables without series of their own, as there would have been too many",
            "catalog",
            "namespace");
    private static final Map<Series, Series> SUMS = sums(
            TableSeries.FILES,
            TableSeries.FILE_BYTES,
            TableSeries.RECORDS,
            TableSeries.SMALL_FILES,
            TableSeries.EQUALITY_DELETE_RECORDS,
            TableSeries.MANIFESTS,
            TableSeries.MANIFEST_BYTES,
            TableSeries.SNAPSHOTS,
            TableSeries.METADATA_BYTES);

    private final SeriesViews views;
    private final Map<Place, Sums> unlisted = new HashMap<>();

    private record Place(String catalog, String namespace) {
        String view() {
            return "namespace\u0000" + catalog + '\u0000' + namespace;
        }
    }

    private record Sum(Series series, List<String> labelValues) {}

    /** @param tables what of each table is in the totals */
    private record Sums(Map<String, List<Sample>> tables, Map<Sum, Double> totals) {}

    NamespaceSums(SeriesViews views) {
        this.views = views;
    }

    /** Counts a table in its namespace's sums from now on, as it is now. */
    void add(TableState state, List<Sample> samples) {
        Place place = new Place(state.catalog(), state.table().namespace().toString());
        Sums sums = unlisted.computeIfAbsent(place, unseen -> new Sums(new HashMap<>(), new HashMap<>()));
        List<Sample> summed = samples.stream()
                .filter(sample -> SUMS.containsKey(sample.series()))
                .toList();
        List<Sample> before = sums.tables().put(state.table().name(), summed);
        add(place, sums, before == null ? List.of() : before, -1);
        add(place, sums, summed, 1);
        publish(place, sums);
    }

    /** Leaves a table out, because it has series of its own or is gone. */
    void remove(String catalog, String namespace, String table) {
        Place place = new Place(catalog, namespace);
        Sums sums = unlisted.get(place);
        List<Sample> before = sums == null ? null : sums.tables().remove(table);
        if (sums == null || before == null) {
            return;
        }
        if (sums.tables().isEmpty()) {
            unlisted.remove(place);
            views.remove(place.view());
            return;
        }
        add(place, sums, before, -1);
        publish(place, sums);
    }

    /** What is added is whole numbers, so that adding and taking away leaves no remainder. */
    private static void add(Place place, Sums sums, List<Sample> samples, int sign) {
        for (Sample sample : samples) {
            Series series = SUMS.get(sample.series());
            if (series != null) {
                List<String> labels = new ArrayList<>(sample.labelValues());
                labels.set(1, place.namespace());
                sums.totals().merge(new Sum(series, labels), sign * sample.value(), Double::sum);
            }
        }
    }

    private void publish(Place place, Sums sums) {
        List<Sample> samples = new ArrayList<>();
        samples.add(TABLES.sample(sums.tables().size(), place.catalog(), place.namespace()));
        sums.totals().forEach((sum, value) -> samples.add(new Sample(sum.series(), sum.labelValues(), value)));
        views.publish(place.view(), samples);
    }

    private static Map<Series, Series> sums(Series... ofTables) {
        Map<Series, Series> sums = new HashMap<>();
        for (Series each : ofTables) {
            List<String> labels = new ArrayList<>(each.labels());
            labels.set(1, "namespace");
            sums.put(
                    each,
                    gauge(
                            each.name().replace("firn_table_", "firn_namespace_unlisted_"),
                            each.help() + ", of the tables without series of their own",
                            labels.toArray(new String[0])));
        }
        return Map.copyOf(sums);
    }
}
