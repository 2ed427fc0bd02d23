package io.firn.lake.table;

/** A manifest of the current snapshot, as its manifest list describes it. */
public record ManifestState(
        String path, long bytes, boolean ofDeletes, int partitionSpecId, long liveFiles, long minSequenceNumber) {}
