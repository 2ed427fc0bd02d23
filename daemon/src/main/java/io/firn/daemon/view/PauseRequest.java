package io.firn.daemon.view;

import java.util.Optional;

/**
 * The body that pauses or resumes maintenance, every part of it optional.
 *
 * @param operation every operation without it
 * @param reason for whoever finds it paused
 */
public record PauseRequest(Optional<String> operation, Optional<String> reason) {
    public static final PauseRequest EMPTY = new PauseRequest(Optional.empty(), Optional.empty());
}
