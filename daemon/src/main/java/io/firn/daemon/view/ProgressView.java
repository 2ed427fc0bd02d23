package io.firn.daemon.view;

import java.time.Instant;

/** How far a run is; totals are 0 while nobody knows them. */
public record ProgressView(
        String id,
        String table,
        String operation,
        Instant started,
        long filesDone,
        long filesTotal,
        long bytesDone,
        long bytesTotal) {}
