package io.firn.alerts.publish;

import java.time.Instant;
import java.util.Optional;

/**
 * What a receiver is told: that something is so, or that it has ended.
 *
 * @param begins since when it is so; where the receiver hears of it for the first time, now: an Alertmanager does not wait for
 *     others of the group of an alert that is old already
 * @param now when it is told
 * @param ended absent while it is so
 */
public record Notice(String id, Finding finding, Instant begins, Instant now, Optional<Instant> ended) {
    /** As receivers see it. */
    public String status() {
        return ended.isPresent() ? "resolved" : "firing";
    }
}
