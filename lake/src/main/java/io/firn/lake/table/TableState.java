package io.firn.lake.table;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The immutable facts of one table at one snapshot. Metrics, plans and pages are functions of it; nothing in it needs
 * the catalog or the storage again.
 *
 * @param schemaId of the current schema
 * @param metadataLocation the catalog's pointer that this state was read from
 * @param metadataBytes size of that metadata file
 * @param currentSnapshotId absent while the table has never been written
 * @param partitions live files by partition, in no promised order
 * @param snapshots oldest first, by sequence number
 */
public record TableState(
        String catalog,
        TableIdentifier table,
        String uuid,
        String location,
        int formatVersion,
        int schemaId,
        String metadataLocation,
        long metadataBytes,
        Instant readAt,
        Optional<Long> currentSnapshotId,
        List<ColumnState> columns,
        List<PartitionFiles> partitions,
        List<ManifestState> manifests,
        List<SnapshotState> snapshots,
        Map<String, RefState> refs,
        Map<String, String> properties) {
    public TableState {
        columns = List.copyOf(columns);
        partitions = List.copyOf(partitions);
        manifests = List.copyOf(manifests);
        snapshots = List.copyOf(snapshots);
        refs = Map.copyOf(refs);
        properties = Map.copyOf(properties);
    }

    /** {@code namespace.table}, as people and policies write it. */
    public String name() {
        return table.toString();
    }

    public FileTotals dataFiles() {
        return total(PartitionFiles::dataFiles);
    }

    public FileTotals positionDeleteFiles() {
        return total(PartitionFiles::positionDeletes);
    }

    public FileTotals equalityDeleteFiles() {
        return total(PartitionFiles::equalityDeletes);
    }

    public FileTotals deletionVectors() {
        return total(PartitionFiles::deletionVectors);
    }

    /** Delete files of every kind. */
    public long deleteFileCount() {
        return positionDeleteFiles().files()
                + equalityDeleteFiles().files()
                + deletionVectors().files();
    }

    /** Rows in data files, before deletes are applied. */
    public long records() {
        return dataFiles().records();
    }

    /** Data files below {@code bytes}, the measure that compaction itself uses for a small file. */
    public long dataFilesBelow(long bytes) {
        return partitions.stream()
                .mapToLong(partition -> partition.dataFilesBelow(bytes))
                .sum();
    }

    /** The newest snapshot that a writer, not maintenance, committed. */
    public Optional<SnapshotState> lastWriterSnapshot() {
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            if (!snapshots.get(i).isReplace()) {
                return Optional.of(snapshots.get(i));
            }
        }
        return Optional.empty();
    }

    private FileTotals total(java.util.function.Function<PartitionFiles, FileTotals> kind) {
        return partitions.stream().map(kind).reduce(FileTotals.NONE, FileTotals::plus);
    }
}
