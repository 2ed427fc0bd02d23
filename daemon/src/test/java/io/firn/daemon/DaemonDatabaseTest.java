package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.FirnConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonDatabaseTest {
    @Test
    void h2KeepsWhatItAcknowledgedAndStaysOpenUntilTheLastRunHasEnded() {
        assertThat(DaemonDatabase.durable("jdbc:h2:file:/x"))
                .isEqualTo("jdbc:h2:file:/x;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        assertThat(DaemonDatabase.durable("jdbc:h2:file:/x;write_delay=0"))
                .isEqualTo("jdbc:h2:file:/x;write_delay=0;DB_CLOSE_ON_EXIT=FALSE");
        assertThat(DaemonDatabase.durable("jdbc:postgresql://h/d")).isEqualTo("jdbc:postgresql://h/d");
    }

    @Test
    void aDatabaseThatClosedItselfIsOpenedAgain(@TempDir Path directory) throws SQLException {
        CatalogConfig catalog = new CatalogConfig("firn", Map.of("type", "jdbc"));
        FirnConfig config = TestConfig.of(catalog, "127.0.0.1:1", directory);
        try (DaemonDatabase database = DaemonDatabase.open(config)) {
            execute(database, "CREATE TABLE kept (id INT)");
            assertThatThrownBy(() -> execute(database, "SHUTDOWN IMMEDIATELY")).isInstanceOf(SQLException.class);

            // The first look finds out, unless the pool did before it.
            Throwable unused = catchThrowable(database::check);
            database.check();
            execute(database, "SELECT id FROM kept");
        }
    }

    private static void execute(DaemonDatabase database, String sql) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
