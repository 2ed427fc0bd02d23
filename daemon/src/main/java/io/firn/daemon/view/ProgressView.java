package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a run is; totals are 0 while nobody knows them.
 *
 * @param secondsLeft if it goes on as it has gone; empty while that is not known
 */
public record ProgressView(
        String id,
        String table,
        String operation,
        Instant started,
        long filesDone,
        long filesTotal,
        long bytesDone,
        long bytesTotal,
        Optional<Long> secondsLeft) {}
