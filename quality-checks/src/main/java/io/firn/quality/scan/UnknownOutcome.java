package io.firn.quality.scan;

/** Why a check has no outcome; the message holds no value of a row. */
final class UnknownOutcome extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownOutcome(String reason) {
        super(reason);
    }
}
