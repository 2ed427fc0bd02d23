package io.firn.pipeline.row;

import io.firn.pipeline.record.Reason;
import io.firn.pipeline.record.Rejection;

/**
 * A JSON value does not fit its column. Thrown without a stack trace, once for a record that becomes a dead letter, and
 * completed with the field's name on the way out.
 */
public final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MAX_NAME = 120;

    private final Reason reason;
    private final String expectation;
    private String path;

    Mismatch(Reason reason, String expectation) {
        this(reason, "", expectation);
    }

    Mismatch(Reason reason, String path, String expectation) {
        super(expectation, null, false, false);
        this.reason = reason;
        this.expectation = expectation;
        this.path = path;
    }

    Mismatch within(String name) {
        path = path.isEmpty() ? name : name + "." + path;
        return this;
    }

    public Reason reason() {
        return reason;
    }

    public Rejection rejection() {
        return rejection(path, reason);
    }

    /** The same under another reason, for the field of this name. */
    public Rejection rejection(String field, Reason other) {
        String name = field.length() <= MAX_NAME ? field : field.substring(0, MAX_NAME) + "...";
        return new Rejection(other, "field '" + name + "': " + expectation);
    }
}
