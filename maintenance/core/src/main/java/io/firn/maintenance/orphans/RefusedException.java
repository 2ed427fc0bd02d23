package io.firn.maintenance.orphans;

import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Refusal;

/** A guard's no from deep within a scan. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Guard guard, String reason) {
        super("Cannot remove orphans: " + reason);
        this.refusal = new Refusal(guard, reason);
    }

    public Refusal refusal() {
        return refusal;
    }
}
