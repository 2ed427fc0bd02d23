package io.firn.alerts.publish;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Somebody who is told. It does not throw: what goes wrong is its answer. */
public interface Receiver extends AutoCloseable {
    /** As the series, the API and the outbox call it; holds no secret and stays the same over restarts. */
    String name();

    /** How often it must be told again what is still so; never where it remembers. */
    Optional<Duration> forgetsAfter();

    /** How many notices one telling holds. */
    int mostAtOnce();

    /** Tells it; at most {@link #mostAtOnce} notices. */
    Answer tell(List<Notice> notices) throws InterruptedException;

    @Override
    default void close() {}
}
