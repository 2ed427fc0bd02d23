package io.firn.maintenance.engine;

import io.firn.maintenance.verify.Receipt.Check;

/** A rewritten group failed a check before its commit; its message has counts and field ids only. */
final class RowsDoNotAddUpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String check;

    RowsDoNotAddUpException(String problem) {
        this(Check.failed("rows", problem));
    }

    RowsDoNotAddUpException(Check failed) {
        super("Cannot commit a rewritten group: " + failed.name() + ": " + failed.detail());
        this.check = failed.name();
    }

    Check check() {
        return Check.failed(check, String.valueOf(getMessage()));
    }
}
