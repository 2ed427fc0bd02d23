package io.firn.lake.table;

import java.util.List;

/** The files that one snapshot added and took out, partition by partition. */
public record FileChanges(long snapshotId, List<PartitionFiles> added, List<PartitionFiles> removed) {
    public FileChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }
}
