package io.firn.alerts.publish;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A finding, and who has heard of it.
 *
 * @param ended absent while it is so
 */
public record Told(String id, Finding finding, Optional<Instant> ended, List<Delivery> deliveries) {
    public Told {
        deliveries = List.copyOf(deliveries);
    }

    /** Whether a receiver has heard how it is now. */
    public enum State {
        DELIVERED,
        WAITING,
        REFUSED
    }

    /** @param reason why it has not, empty where it has or was not asked yet */
    public record Delivery(String receiver, State state, String reason) {}

    public boolean isOpen() {
        return ended.isEmpty();
    }
}
