package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a run was at one moment; totals are 0 while nobody knows them.
 *
 * @param at that moment
 * @param rowsTotal of the files, before deletes; 0 for what does not work on rows
 * @param secondsLeft if it goes on as it has gone; empty while that is not known
 */
public record ProgressView(
        String id,
        String table,
        String operation,
        Instant started,
        Instant at,
        long filesDone,
        long filesTotal,
        long bytesDone,
        long bytesTotal,
        long rowsDone,
        long rowsTotal,
        Optional<Long> secondsLeft) {

    /** By bytes, or by files where bytes are not known, rounded down. */
    public Optional<Integer> percent() {
        long total = bytesTotal > 0 ? bytesTotal : filesTotal;
        double done = bytesTotal > 0 ? bytesDone : filesDone;
        return total > 0 ? Optional.of((int) Math.min(100, 100 * done / total)) : Optional.empty();
    }
}
