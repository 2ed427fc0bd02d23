package io.firn.lake.table;

/**
 * A manifest of the current snapshot, as its manifest list describes it.
 *
 * @param partitions that its live files belong to
 */
public record ManifestState(
        String path,
        long bytes,
        boolean ofDeletes,
        int partitionSpecId,
        long liveFiles,
        int partitions,
        long minSequenceNumber) {}
