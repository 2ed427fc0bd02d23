package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A run that somebody asked for.
 *
 * @param state {@code queued}, {@code running} or {@code finished}
 * @param progress while it is running
 * @param run once it is finished
 */
public record RequestView(
        String id,
        String table,
        String operation,
        String state,
        Instant requested,
        Optional<ProgressView> progress,
        Optional<RunView> run) {
    public boolean hasFinished() {
        return state.equals("finished");
    }
}
