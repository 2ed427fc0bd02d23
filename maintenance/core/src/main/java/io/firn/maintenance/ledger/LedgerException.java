package io.firn.maintenance.ledger;

import java.sql.SQLException;

/** The ledger's database did not do what was asked; nothing may be done to a table without it. */
public final class LedgerException extends RuntimeException {
    LedgerException(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }

    LedgerException(String message) {
        super(message);
    }
}
