package io.firn.quality.engine;

import io.firn.lake.table.WriterCheckpoint;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.OffsetRange;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The commit that a check's status began with.
 *
 * @param offsets of Kafka, between which the commit's rows lie; empty where the files do not tell
 */
public record Cause(long snapshotId, Instant committedAt, Optional<Long> checkpointId, String offsets) {
    private static final int MOST_CHARACTERS = 2_000;

    static Cause of(CommitFacts commit) {
        String offsets =
                commit.offsets().stream().map(OffsetRange::toString).sorted().collect(Collectors.joining(", "));
        return new Cause(
                commit.id(),
                commit.committedAt(),
                commit.checkpoint().map(WriterCheckpoint::checkpointId),
                offsets.length() > MOST_CHARACTERS ? offsets.substring(0, MOST_CHARACTERS) : offsets);
    }
}
