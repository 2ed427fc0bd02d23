package io.firn.maintenance.ledger;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class H2LedgerTest implements LedgerContract, LeaseContract, RejectionContract {
    private JdbcConnectionPool pool;

    @BeforeEach
    void open(@TempDir Path directory) {
        pool = JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("ledger") + ";WRITE_DELAY=0", "", "");
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Override
    public DataSource source() {
        return pool;
    }
}
