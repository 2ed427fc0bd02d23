package io.firn.metrics.table;

import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** Databases of one test each. */
final class Databases {
    private Databases() {}

    static JdbcDataSource inMemory() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }
}
