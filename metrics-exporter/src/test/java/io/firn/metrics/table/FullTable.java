package io.firn.metrics.table;

import static io.firn.metrics.table.States.partition;
import static io.firn.metrics.table.States.snapshot;

import io.firn.lake.config.MetricsConfig;
import io.firn.lake.config.Provenance;
import io.firn.lake.table.ColumnState;
import io.firn.lake.table.ManifestState;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;

/** A table of which everything is known. */
public final class FullTable {
    private FullTable() {}

    public static void publish(PrometheusMeterRegistry registry) {
        States state = States.table()
                .columns(
                        new ColumnState(
                                1,
                                "visit_time",
                                "timestamptz",
                                false,
                                Optional.of(1L),
                                Optional.of(0L),
                                Optional.of(0L),
                                Optional.of(1L)),
                        new ColumnState(
                                2,
                                Provenance.TIMESTAMP_PATH,
                                "timestamptz",
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                .partitions(List.of(partition("b=0", 10), partition("b=1", 20)))
                .manifests(
                        new ManifestState("m1", 100, false, 0, 2, 2, 1), new ManifestState("m2", 50, true, 0, 1, 1, 1))
                .snapshots(snapshot(1, 0, "append", 10))
                .property(EventWatermark.COLUMN_PROPERTY, "visit_time");
        TableMetrics metrics = new TableMetrics(
                registry, new CommitCursors(Databases.inMemory()), new MetricsConfig(60, true), () -> true);
        metrics.publish(state.build(), 100, States.NO_TIMES);
        metrics.publish(state.build("trials", "beyond_the_limit"), 100, States.NO_TIMES);
    }
}
