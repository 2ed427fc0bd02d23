package io.firn.metrics.cloudwatch;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Chooses from what a scrape shows what goes to CloudWatch: series of tables and topics as totals over all of them and one by
 * one for tier 1, other series as they are. A pure function. Gauges and counters only; histograms stay with Prometheus.
 */
final class Selection {
    private static final String TABLE = "table";
    private static final String TOPIC = "topic";

    private final ChosenSeries chosen;
    private final int most;

    Selection(ChosenSeries chosen, int most) {
        this.chosen = chosen;
        this.most = most;
    }

    /** @param showsState false where another replica sends the gauges; counters are each process's own */
    Publication of(MetricSnapshots scrape, Instant now, boolean showsState, CounterMemory counters) {
        Round round = new Round(now, counters.look());
        for (MetricSnapshot snapshot : scrape) {
            if (snapshot instanceof CounterSnapshot counter) {
                String series = snapshot.getMetadata().getPrometheusName() + "_total";
                if (chosen.contains(series)) {
                    counter.getDataPoints().forEach(point -> round.add(series, point, point.getValue()));
                }
            } else if (showsState && snapshot instanceof GaugeSnapshot gauge) {
                String series = snapshot.getMetadata().getPrometheusName();
                if (chosen.contains(series)) {
                    gauge.getDataPoints().forEach(point -> round.add(series, point, point.getValue()));
                }
            }
        }
        return round.publication(most);
    }

    /** Where CloudWatch takes ASCII only, other characters are written as in a URL, so that names stay apart. */
    private static String ascii(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(character -> {
            if (character >= ' ' && character <= '~' && character != '%') {
                text.appendCodePoint(character);
            } else {
                for (byte one : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    text.append(String.format("%%%02X", one));
                }
            }
        });
        return text.toString();
    }

    private static Optional<String> label(Labels labels, String name) {
        return Optional.ofNullable(labels.get(name)).filter(value -> !value.isBlank());
    }

    private record Group(Metric metric, Translation translation) {}

    private final class Round {
        private final Instant now;
        private final CounterMemory.Look counters;
        private final List<Datum> shared = new ArrayList<>();
        private final Map<String, Map<Group, List<Double>>> totals = new TreeMap<>();
        private final Map<String, List<Datum>> tierOne = new TreeMap<>();
        private int dropped;

        Round(Instant now, CounterMemory.Look counters) {
            this.now = now;
            this.counters = counters;
        }

        void add(String series, DataPointSnapshot point, double shown) {
            Labels labels = point.getLabels();
            Translation translation = Translation.of(series);
            Optional<String> table = label(labels, TABLE);
            Optional<String> topic = label(labels, TOPIC);
            Optional<Double> value =
                    switch (translation.reading()) {
                        case AS_IS -> Optional.of(shown);
                        case AGE -> Optional.of(now.toEpochMilli() / 1000.0 - shown);
                        case ADDED -> counters.added(series + labels, table.isEmpty(), shown);
                    };
            if (value.filter(Double::isFinite).isEmpty()) {
                return;
            }
            if (table.isEmpty() && topic.isEmpty()) {
                metric(translation.name(), labels, true)
                        .ifPresent(metric -> shared.add(new Datum(metric, translation.unit(), value.get())));
                return;
            }
            metric(translation.name(), labels, false)
                    .ifPresent(metric -> totals.computeIfAbsent(series, any -> new LinkedHashMap<>())
                            .computeIfAbsent(new Group(metric, translation), any -> new ArrayList<>())
                            .add(value.get()));
            chosen.tierOne(table, topic).ifPresent(name -> metric(translation.name(), labels, true)
                    .ifPresent(metric -> tierOne.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(new Datum(metric, translation.unit(), value.get()))));
        }

        /** The labels of one table or topic, or of all of them; a blank one is none, as it is for Prometheus. */
        private Optional<Metric> metric(String name, Labels labels, boolean ofOne) {
            Map<String, String> dimensions = new TreeMap<>();
            for (Label label : labels) {
                boolean isOfOne =
                        label.getName().equals(TABLE) || label.getName().equals(TOPIC);
                if (!label.getValue().isBlank() && (ofOne || !isOfOne)) {
                    dimensions.put(Metric.dimension(label.getName()), ascii(label.getValue()));
                }
            }
            try {
                return Optional.of(new Metric(name, dimensions));
            } catch (IllegalArgumentException e) {
                dropped++;
                return Optional.empty();
            }
        }

        private void total(Group group, List<Double> values) {
            for (Total total : group.translation().totals()) {
                String name = group.metric().name() + total.suffix();
                double value = total.of(values);
                if (Double.isFinite(value) && name.length() <= Metric.LONGEST_NAME) {
                    Metric metric = new Metric(name, group.metric().dimensions());
                    shared.add(new Datum(metric, group.translation().unit(), value));
                } else {
                    dropped++;
                }
            }
        }

        Publication publication(int most) {
            totals.values().forEach(groups -> groups.forEach(this::total));
            Map<Metric, Datum> sent = new LinkedHashMap<>();
            for (Datum datum : shared) {
                if (sent.size() == most || sent.putIfAbsent(datum.metric(), datum) != null) {
                    dropped++;
                }
            }
            // All of a table's metrics or none, as on a scrape.
            for (List<Datum> table : tierOne.values()) {
                if (sent.size() + table.size() > most) {
                    dropped += table.size();
                } else {
                    table.forEach(datum -> sent.putIfAbsent(datum.metric(), datum));
                }
            }
            return new Publication(List.copyOf(sent.values()), dropped, counters.memory());
        }
    }
}
