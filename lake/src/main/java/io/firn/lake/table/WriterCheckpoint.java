package io.firn.lake.table;

import java.util.Map;
import java.util.Optional;

/**
 * The mark that an Iceberg Flink sink leaves in a snapshot's summary. On restore the sink walks back from the branch head
 * to the newest one of its own; if that is gone, it commits again (hazard H1).
 *
 * @param writer the pipeline's lineage where the writer stamps one ({@link #LINEAGE}), else the Flink job id: a job
 *     restored from a checkpoint gets a new job id but stays the same writer
 */
public record WriterCheckpoint(String writer, String jobId, String operatorId, long checkpointId, long snapshotId) {
    /** Stamped by Firn's pipeline; the same through all restarts from its own checkpoints. */
    public static final String LINEAGE = "firn.pipeline-lineage";

    private static final String JOB = "flink.job-id";
    private static final String OPERATOR = "flink.operator-id";
    private static final String CHECKPOINT = "flink.max-committed-checkpoint-id";

    static Optional<WriterCheckpoint> of(SnapshotState snapshot) {
        Map<String, String> summary = snapshot.summary();
        String job = summary.get(JOB);
        String checkpoint = summary.get(CHECKPOINT);
        if (job == null || checkpoint == null) {
            return Optional.empty();
        }
        String writer = summary.getOrDefault(LINEAGE, job);
        return Optional.of(new WriterCheckpoint(
                writer, job, summary.getOrDefault(OPERATOR, ""), Long.parseLong(checkpoint), snapshot.id()));
    }
}
