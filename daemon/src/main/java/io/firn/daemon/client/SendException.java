package io.firn.daemon.client;

/** Records could not be sent. */
public class SendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean wrongUse;

    SendException(boolean wrongUse, String message) {
        super(message);
        this.wrongUse = wrongUse;
    }

    /** Whether another topic would have helped. */
    public boolean isWrongUse() {
        return wrongUse;
    }
}
