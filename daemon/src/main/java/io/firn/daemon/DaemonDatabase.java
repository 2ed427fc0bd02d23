package io.firn.daemon;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.firn.lake.config.DaemonConfig;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The database of the ledger and of the schedule, through a pool of connections. */
final class DaemonDatabase implements AutoCloseable {
    private static final int SPARE_CONNECTIONS = 6;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final boolean isOfOneProcess;

    private DaemonDatabase(HikariDataSource pool, boolean isOfOneProcess) {
        this.pool = pool;
        this.isOfOneProcess = isOfOneProcess;
    }

    static DaemonDatabase open(FirnConfig config) {
        DaemonConfig daemon = config.daemon();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("database");
        pool.setJdbcUrl(durable(daemon.databaseUrl()));
        daemon.databaseUser().ifPresent(pool::setUsername);
        daemon.databasePassword().map(Secret::value).ifPresent(pool::setPassword);
        pool.setMinimumIdle(1);
        pool.setMaximumPoolSize(SPARE_CONNECTIONS + config.maintenance().concurrency());
        pool.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        pool.setInitializationFailTimeout(CONNECT_TIMEOUT.toMillis());
        return new DaemonDatabase(new HikariDataSource(pool), isEmbedded(daemon.databaseUrl()));
    }

    DataSource source() {
        return pool;
    }

    /** Whether no other replica can have it open. */
    boolean isOfOneProcess() {
        return isOfOneProcess;
    }

    /** Where an embedded database keeps its file, if it has one. */
    static Optional<Path> directory(DaemonConfig daemon) {
        String file = "jdbc:h2:file:";
        if (!daemon.databaseUrl().startsWith(file)) {
            return Optional.empty();
        }
        String path = daemon.databaseUrl().substring(file.length()).split(";", 2)[0];
        String home = System.getProperty("user.home");
        return Optional.ofNullable(Path.of(path.startsWith("~") ? home + path.substring(1) : path)
                .toAbsolutePath()
                .getParent());
    }

    private static boolean isEmbedded(String url) {
        String h2 = "jdbc:h2:";
        return url.startsWith(h2)
                && Stream.of("tcp:", "ssl:").noneMatch(remote -> url.startsWith(remote, h2.length()))
                && !url.toUpperCase(Locale.ROOT).contains(";AUTO_SERVER=TRUE");
    }

    /**
     * Throws what stands in the way of a query. H2 closes its database when the disk is full, and the connections that it
     * had stay dead while they call themselves valid: they are let go, and the next ones open it again.
     */
    void check() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            pool.getHikariPoolMXBean().softEvictConnections();
            throw e;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /**
     * H2 as the ledger needs it: acknowledged commits survive a kill, and the database stays open while the shutdown hook
     * lets the last runs end.
     */
    static String durable(String url) {
        if (!url.startsWith("jdbc:h2:")) {
            return url;
        }
        String upper = url.toUpperCase(Locale.ROOT);
        String writeDelay = upper.contains(";WRITE_DELAY=") ? "" : ";WRITE_DELAY=0";
        String closeOnExit = upper.contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE";
        return url + writeDelay + closeOnExit;
    }
}
