package io.firn.daemon.view;

import java.util.List;

/**
 * What came of resuming.
 *
 * @param ended the pauses that this ended
 * @param remaining what still holds for the same table: a pause of another operation, or of every table
 */
public record ResumedView(List<PauseView> ended, List<PauseView> remaining) {
    public ResumedView {
        ended = List.copyOf(ended);
        remaining = List.copyOf(remaining);
    }
}
