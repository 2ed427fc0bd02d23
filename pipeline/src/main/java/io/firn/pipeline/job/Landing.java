package io.firn.pipeline.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.record.Origin;
import io.firn.pipeline.row.Mismatch;
import io.firn.pipeline.schema.Evolution;
import io.firn.pipeline.schema.StreamTable;
import io.firn.pipeline.schema.StreamTables;
import io.firn.pipeline.schema.TableEvolution;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecord;

/** One stream on its way into its table, in one subtask. */
final class Landing {
    private static final long REFRESH_MILLIS = 30_000;

    private final StreamTable stream;
    private final Catalog catalog;
    private final Evolution evolution;
    private final boolean upserts;
    private final DynamicRecord record;

    private Layout layout;
    private long refreshedAt = Long.MIN_VALUE;
    private boolean wroteInEpoch;
    private boolean holding;

    Landing(StreamConfig config, Catalog catalog, int maxColumns, int parallelism) {
        this.stream = new StreamTable(config);
        this.catalog = catalog;
        this.evolution = new Evolution(Set.copyOf(config.key()), maxColumns);
        this.upserts = config.mode() == StreamConfig.Mode.UPSERT;
        this.layout = Layout.of(catalog.loadTable(stream.identifier()));
        // Appended rows stay in their subtask; upserts of a key meet in one writer.
        this.record = new DynamicRecord(
                stream.identifier(),
                SnapshotRef.MAIN_BRANCH,
                layout.schema(),
                null,
                layout.spec(),
                upserts ? DistributionMode.HASH : null,
                parallelism);
        if (upserts) {
            record.setUpsertMode(true);
            record.setEqualityFields(Set.copyOf(config.key()));
        }
    }

    /** Begins what the next checkpoint will commit. */
    void startEpoch() {
        wroteInEpoch = false;
    }

    /** Looks at the table again where that is due and nothing was written yet: somebody may have dropped a column. */
    void refreshIfDue(long now) {
        if (!wroteInEpoch && (refreshedAt == Long.MIN_VALUE || now - refreshedAt >= REFRESH_MILLIS)) {
            refreshedAt = now;
            Table table = catalog.loadTable(stream.identifier());
            if (!layout.isOf(table)) {
                layout = Layout.of(table);
            }
        }
    }

    boolean isHolding() {
        return holding;
    }

    void release() {
        holding = false;
    }

    /**
     * The row, or nothing if it has to wait for the next checkpoint.
     *
     * @throws Mismatch if the table cannot hold the record, whatever it was when the record was valid
     */
    Optional<RowData> row(ObjectNode fields, Origin origin) {
        try {
            return Optional.of(layout.converter().convert(fields, origin));
        } catch (Mismatch outdated) {
            Layout newer = newer(fields);
            RowData row = newer.converter().convert(fields, origin);
            if (upserts && wroteInEpoch) {
                holding = true;
                return Optional.empty();
            }
            layout = newer;
            return Optional.of(row);
        }
    }

    /** The table as it is now, with the columns that the record needs: one may have been dropped since. */
    private Layout newer(ObjectNode fields) {
        Table table = catalog.loadTable(stream.identifier());
        if (layout.isOf(table)) {
            table = stream.isEvolving()
                    ? new TableEvolution(catalog)
                            .evolve(stream, evolution, fields)
                            .table()
                    : new StreamTables(catalog).prepare(stream);
        }
        return Layout.of(table);
    }

    /** Valid until the next call. */
    DynamicRecord record(RowData row) {
        wroteInEpoch = true;
        record.setSchema(layout.schema());
        record.setPartitionSpec(layout.spec());
        record.setRowData(row);
        return record;
    }
}
