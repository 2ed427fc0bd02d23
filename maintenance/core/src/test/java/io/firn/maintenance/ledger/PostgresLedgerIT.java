package io.firn.maintenance.ledger;

import io.firn.testing.PostgresServer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The ledger's contract on a PostgreSQL server of its own; skipped, saying so, where none is installed. */
final class PostgresLedgerIT implements LedgerContract, LeaseContract, RejectionContract {
    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.startOrSkip();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public DataSource source() {
        return server.source();
    }
}
