package io.firn.quality.reconciliation;

import java.sql.SQLException;

/** What keeps reconciliation from going on; the next round tries again. */
public final class ReconciliationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReconciliationException(String message) {
        super(message);
    }

    ReconciliationException(String message, Throwable cause) {
        super(message, cause);
    }

    static ReconciliationException of(String message, SQLException cause) {
        return new ReconciliationException(message + ": " + cause.getMessage(), cause);
    }
}
