package io.firn.pipeline.job;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.failpoint.FailPoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What both jobs are made from.
 *
 * @param streams the configured ones, and those that were configured earlier and are carried on
 * @param deadLetterBytes what a record in the dead-letter topic of each raw topic may have
 * @param transactionTimeout how long the broker keeps a transaction open for a pipeline that is down
 * @param lineage stamped on every snapshot, the same through all restarts
 * @param failPoint what is lost on purpose, off but in tests
 */
public record JobSettings(
        FirnConfig config,
        List<StreamConfig> streams,
        Map<String, Long> deadLetterBytes,
        Duration transactionTimeout,
        String lineage,
        FailPoint failPoint) {
    private static final Duration SHORTEST = Duration.ofMillis(500);

    public JobSettings {
        streams = List.copyOf(streams);
        deadLetterBytes = Map.copyOf(deadLetterBytes);
    }

    /** A quarter of the interval, so that validating adds little to the time until an event can be queried. */
    Duration validateInterval() {
        Duration quarter = config.pipeline().checkpointInterval().dividedBy(4);
        return quarter.compareTo(SHORTEST) < 0 ? SHORTEST : quarter;
    }
}
