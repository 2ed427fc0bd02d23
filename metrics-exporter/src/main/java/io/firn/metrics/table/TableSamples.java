package io.firn.metrics.table;

import io.firn.lake.config.Provenance;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.ManifestState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.metrics.series.Distribution;
import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a table's state says, as samples: a pure function. What the state does not know has no sample. */
final class TableSamples {
    /** 64 KB to 1 GB, four times each. */
    private static final List<Long> SIZE_BOUNDS =
            List.of(1L << 16, 1L << 18, 1L << 20, 1L << 22, 1L << 24, 1L << 26, 1L << 28, 1L << 30);

    private final String catalog;
    private final String table;
    private final List<Sample> samples = new ArrayList<>();

    private TableSamples(TableState state) {
        this.catalog = state.catalog();
        this.table = state.name();
    }

    static List<Sample> of(TableState state, long smallFileBytes) {
        TableSamples samples = new TableSamples(state);
        samples.files(state, smallFileBytes);
        samples.manifests(state);
        samples.metadata(state);
        PartitionSkew.ratio(state.partitions()).ifPresent(ratio -> samples.add(TableSeries.PARTITION_SKEW, ratio));
        EventWatermark.of(state).ifPresent(time -> samples.add(TableSeries.EVENT_WATERMARK, seconds(time)));
        return samples.samples;
    }

    /** Cumulative, as the buckets of a histogram are, so that {@code histogram_quantile} takes them. */
    static List<Sample> sizes(TableState state) {
        TableSamples samples = new TableSamples(state);
        for (long bound : SIZE_BOUNDS) {
            samples.count(TableSeries.FILE_SIZES, state.dataFilesBelow(bound + 1), Long.toString(bound));
        }
        samples.count(TableSeries.FILE_SIZES, state.dataFiles().files(), "+Inf");
        return samples.samples;
    }

    /** Of a table whose rows say when their records were written. */
    static Optional<Distribution> waits(TableState state, CommitCursor cursor) {
        return state.columns().stream().noneMatch(column -> column.name().equals(Provenance.TIMESTAMP_PATH))
                ? Optional.empty()
                : Optional.of(new Distribution(
                        TableSeries.EVENT_TO_QUERYABLE,
                        List.of(state.catalog(), state.name()),
                        QueryableWaits.BOUNDS,
                        cursor.waits().counts(),
                        cursor.waits().seconds()));
    }

    static List<Sample> of(TableState state, CommitCursor cursor) {
        TableSamples samples = new TableSamples(state);
        cursor.commits().forEach((operation, count) -> samples.count(TableSeries.COMMITS, count, operation));
        samples.count(TableSeries.ADDED_RECORDS, cursor.addedRecords());
        samples.count(TableSeries.LINEAGE_GAPS, cursor.gaps());
        return samples.samples;
    }

    private void files(TableState state, long smallFileBytes) {
        files("data", state.dataFiles());
        files("position-deletes", state.positionDeleteFiles());
        files("equality-deletes", state.equalityDeleteFiles());
        files("deletion-vectors", state.deletionVectors());
        count(TableSeries.RECORDS, state.records());
        count(TableSeries.SMALL_FILES, state.dataFilesBelow(smallFileBytes));
        count(TableSeries.EQUALITY_DELETE_RECORDS, state.equalityDeleteFiles().records());
        count(
                TableSeries.PARTITIONS,
                state.partitions().stream()
                        .filter(partition -> partition.dataFiles().files() + partition.deleteFileCount() > 0)
                        .count());
    }

    private void files(String content, FileTotals totals) {
        count(TableSeries.FILES, totals.files(), content);
        count(TableSeries.FILE_BYTES, totals.bytes(), content);
    }

    private void manifests(TableState state) {
        long deletes =
                state.manifests().stream().filter(ManifestState::ofDeletes).count();
        long bytes = state.manifests().stream().mapToLong(ManifestState::bytes).sum();
        long deleteBytes = state.manifests().stream()
                .filter(ManifestState::ofDeletes)
                .mapToLong(ManifestState::bytes)
                .sum();
        count(TableSeries.MANIFESTS, state.manifests().size() - deletes, "data");
        count(TableSeries.MANIFESTS, deletes, "deletes");
        count(TableSeries.MANIFEST_BYTES, bytes - deleteBytes, "data");
        count(TableSeries.MANIFEST_BYTES, deleteBytes, "deletes");
    }

    private void metadata(TableState state) {
        count(TableSeries.SNAPSHOTS, state.snapshots().size());
        count(TableSeries.REFS, state.refs().size());
        count(TableSeries.SCHEMA_ID, state.schemaId());
        count(TableSeries.METADATA_BYTES, state.metadataBytes());
        state.snapshots().stream()
                .map(SnapshotState::committedAt)
                .min(Comparator.naturalOrder())
                .ifPresent(time -> add(TableSeries.OLDEST_SNAPSHOT, seconds(time)));
        state.lastWriterSnapshot().ifPresent(snapshot -> add(TableSeries.LAST_COMMIT, seconds(snapshot.committedAt())));
    }

    private void add(Series series, double value) {
        samples.add(series.sample(value, catalog, table));
    }

    private void count(Series series, long value) {
        samples.add(series.sample(value, catalog, table));
    }

    private void count(Series series, long value, String label) {
        samples.add(series.sample(value, catalog, table, label));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
