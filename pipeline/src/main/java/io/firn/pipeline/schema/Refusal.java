package io.firn.pipeline.schema;

import io.firn.pipeline.record.Reason;
import io.firn.pipeline.record.Rejection;

/** Ends a decision from deep inside of it; never leaves this package. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MAX_NAME = 120;

    private final transient Rejection rejection;

    Refusal(Rejection rejection) {
        super(rejection.detail(), null, false, false);
        this.rejection = rejection;
    }

    Refusal(Reason reason, String field, String detail) {
        this(new Rejection(reason, "field '" + shortened(field) + "': " + detail));
    }

    Rejection rejection() {
        return rejection;
    }

    private static String shortened(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...";
    }
}
