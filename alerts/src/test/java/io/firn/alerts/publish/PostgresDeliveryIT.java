package io.firn.alerts.publish;

import io.firn.testing.PostgresServer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The same on a PostgreSQL server of its own. */
final class PostgresDeliveryIT implements DeliveryContract {
    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        boolean mustRun = "true".equals(System.getenv("CI"));
        if (PostgresServer.binaries().isEmpty() && !mustRun) {
            System.out.println("Skipped: no initdb under /usr/lib/postgresql (package postgresql)");
        }
        Assumptions.assumeTrue(mustRun || PostgresServer.binaries().isPresent(), "PostgreSQL is not installed");
        server = PostgresServer.start();
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
