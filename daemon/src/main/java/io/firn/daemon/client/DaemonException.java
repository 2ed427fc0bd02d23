package io.firn.daemon.client;

/** The daemon could not be reached, or it refused. The message says which, for a person. */
public class DaemonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    DaemonException(int status, String message) {
        super(message);
        this.status = status;
    }

    DaemonException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** Whether the request itself was wrong: an unknown table, operation or run. */
    public boolean isWrongUse() {
        return status == 400 || status == 404;
    }
}
