package io.firn.maintenance.plan;

import java.time.Instant;

/**
 * From which of its checkpoints a Flink writer can still be restored on one branch without committing anything twice. Of
 * the two checkpoints and times, the oldest belongs to the oldest snapshot of this writer in the unbroken ancestry of the
 * branch's head: a savepoint older than that finds no trace of its own in the table (hazard H1).
 *
 * @param writer the pipeline's lineage where one is stamped, else the Flink job id
 * @param jobId of the newest snapshot
 */
public record RestorePoint(
        String branch,
        String writer,
        String jobId,
        String operatorId,
        long oldestCheckpoint,
        Instant oldest,
        long newestCheckpoint,
        Instant newest) {}
