package io.firn.daemon.history;

import io.firn.testing.PostgresServer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The history's contract on a PostgreSQL server of its own; skipped, saying so, where none is installed. */
final class PostgresHistoryStoreIT implements HistoryStoreContract {
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
