package io.firn.metrics.reconciliation;

import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import io.firn.metrics.series.SeriesViews;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether every record of a raw topic is accounted for: {@code firn_reconciliation_records_total{catalog, table, topic,
 * state}}, {@code firn_reconciliation_missing_records} and {@code firn_reconciliation_unknown_records} by catalog, table and
 * topic, and {@code firn_dead_letter_records_total{topic, reason}}. The counters go on over restarts, since what they show
 * is kept in the daemon's database. What arrives late leaves the gauges; the counter of what was ever missing stays.
 */
public final class ReconciliationMetrics {
    private static final Series RECORDS = Series.counter(
            "firn_reconciliation_records_total",
            "Offsets of the raw topic that are accounted for, by how they ended",
            "catalog",
            "table",
            "topic",
            "state");
    private static final Series MISSING = Series.gauge(
            "firn_reconciliation_missing_records", "Records that are missing now", "catalog", "table", "topic");
    private static final Series UNKNOWN = Series.gauge(
            "firn_reconciliation_unknown_records",
            "Offsets of which nobody can tell any more how they ended",
            "catalog",
            "table",
            "topic");
    private static final Series DEAD_LETTERS = Series.counter(
            "firn_dead_letter_records_total", "Records in the dead-letter topic, by reason", "topic", "reason");

    /** Every series above. */
    public static final List<Series> ALL = List.of(RECORDS, MISSING, UNKNOWN, DEAD_LETTERS);

    private final SeriesViews views;
    private final Set<String> shown = new HashSet<>();

    public ReconciliationMetrics(PrometheusMeterRegistry registry) {
        this.views = new SeriesViews(registry);
    }

    /** Replaces everything; a stream that is not among these has no series any more. */
    public synchronized void publish(List<ReconciledStream> streams) {
        Set<String> gone = new HashSet<>(shown);
        for (ReconciledStream stream : streams) {
            String key = stream.catalog() + '\u0000' + stream.table() + '\u0000' + stream.topic();
            views.publish(key, samples(stream));
            shown.add(key);
            gone.remove(key);
        }
        gone.forEach(views::remove);
        shown.removeAll(gone);
    }

    private static List<Sample> samples(ReconciledStream stream) {
        String[] labels = {stream.catalog(), stream.table(), stream.topic()};
        List<Sample> samples = new ArrayList<>(List.of(
                MISSING.sample(stream.missing(), labels),
                UNKNOWN.sample(stream.unknown(), labels),
                records(stream, "expected", stream.expected()),
                records(stream, "landed", stream.landed()),
                records(stream, "dead_letter", stream.deadLetters()),
                records(stream, "duplicate", stream.duplicates()),
                records(stream, "missing", stream.found())));
        stream.deadLettersByReason()
                .forEach((reason, count) -> samples.add(DEAD_LETTERS.sample(count, stream.topic(), reason)));
        return samples;
    }

    private static Sample records(ReconciledStream stream, String state, long count) {
        return RECORDS.sample(count, stream.catalog(), stream.table(), stream.topic(), state);
    }
}
