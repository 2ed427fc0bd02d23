package io.firn.maintenance.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The real time plus what a test has added to it. */
public final class AdjustableClock extends Clock {
    private volatile Duration added = Duration.ZERO;

    public void advance(Duration duration) {
        added = added.plus(duration);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(added);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
