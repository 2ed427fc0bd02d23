package io.firn.local.stack;

/** The stack cannot start; the message says why and what to do. */
public final class StackException extends Exception {
    private static final long serialVersionUID = 1;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
