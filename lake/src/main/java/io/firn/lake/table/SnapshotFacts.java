package io.firn.lake.table;

import java.util.List;

/**
 * The facts of a table at one of its snapshots, from its manifests.
 *
 * @param columns of the schema that the snapshot was written with
 * @param partitions live files by partition, in no promised order
 */
public record SnapshotFacts(
        SnapshotState snapshot, int schemaId, List<ColumnState> columns, List<PartitionFiles> partitions) {
    public SnapshotFacts {
        columns = List.copyOf(columns);
        partitions = List.copyOf(partitions);
    }
}
