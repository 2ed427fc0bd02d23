package io.firn.quality.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * An empty database in memory that reaches nothing outside of itself: no file, no network, no extension, no secret, and no
 * statement can change that again. Nothing is ever spilled to disk. Loading this class loads DuckDB's native library, about
 * 70 MB, so nobody does before there is a rule.
 */
final class LockedDuckDb {
    private LockedDuckDb() {}

    static DuckDBConnection open(SqlLimits limits) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", limits.memoryBytes() / 1024 + "KiB");
        settings.setProperty("threads", String.valueOf(limits.threads()));
        // Besides the timeout of the statement: this one also holds where the driver's own timer does not run.
        settings.setProperty(
                "max_execution_time", String.valueOf(limits.timeout().toMillis()));
        settings.setProperty("temp_directory", "");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("allow_persistent_secrets", "false");
        settings.setProperty("enable_external_access", "false");
        Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", settings);
        if (!(connection instanceof DuckDBConnection opened)) {
            throw new SQLException("Cannot open DuckDB: its driver refused its own address");
        }
        try (var statement = opened.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET lock_configuration = true");
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        return opened;
    }
}
