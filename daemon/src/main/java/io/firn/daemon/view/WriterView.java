package io.firn.daemon.view;

import java.time.Instant;

/**
 * The newest checkpoint that a Flink writer committed to a table. Snapshot expiry keeps its snapshot.
 *
 * @param writer the pipeline's lineage, else the Flink job id
 */
public record WriterView(String writer, String jobId, long checkpointId, long snapshotId, Instant committedAt) {}
