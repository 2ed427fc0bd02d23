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
 * @param offsets of Kafka, between which the commit's rows lie; empty where the files do not tell, and ending in dots where
 *     they are too many
 */
public record Cause(long snapshotId, Instant committedAt, Optional<Long> checkpointId, String offsets) {
    private static final int MOST_CHARACTERS = 2_000;
    private static final String SEPARATOR = ", ";

    static Cause of(CommitFacts commit) {
        String offsets =
                commit.offsets().stream().map(OffsetRange::toString).sorted().collect(Collectors.joining(SEPARATOR));
        return new Cause(
                commit.id(),
                commit.committedAt(),
                commit.checkpoint().map(WriterCheckpoint::checkpointId),
                offsets.length() > MOST_CHARACTERS ? cut(offsets) : offsets);
    }

    /** Behind a whole range: a number without its last digits would be another offset. */
    private static String cut(String offsets) {
        return offsets.substring(0, Math.max(0, offsets.lastIndexOf(SEPARATOR, MOST_CHARACTERS))) + SEPARATOR + "...";
    }
}
