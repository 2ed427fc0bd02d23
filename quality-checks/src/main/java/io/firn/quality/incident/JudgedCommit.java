package io.firn.quality.incident;

import io.firn.lake.table.WriterCheckpoint;
import io.firn.quality.check.Judgement;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.OffsetRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A commit and what a check says of it.
 *
 * @param status {@code pass}, {@code warn}, {@code fail} or {@code unknown}
 * @param value what was compared with the check's threshold, where it may be told
 * @param writer the pipeline's lineage or the Flink job that committed it, where one did
 * @param checkpointId of Flink
 * @param offsets {@code topic[partition] first..last} between which its rows lie, by the files' bounds
 */
public record JudgedCommit(
        long snapshotId,
        Instant committedAt,
        String operation,
        long addedRows,
        String status,
        Optional<Double> value,
        String reason,
        Optional<String> writer,
        Optional<Long> checkpointId,
        List<String> offsets) {
    public JudgedCommit {
        offsets = List.copyOf(offsets);
    }

    static JudgedCommit of(CommitFacts commit, Judgement judgement) {
        return new JudgedCommit(
                commit.id(),
                commit.committedAt(),
                commit.snapshot().operation(),
                commit.added().records(),
                judgement.status().word(),
                judgement.value(),
                judgement.reason(),
                commit.checkpoint().map(WriterCheckpoint::writer),
                commit.checkpoint().map(WriterCheckpoint::checkpointId),
                commit.offsets().stream().map(OffsetRange::toString).toList());
    }
}
