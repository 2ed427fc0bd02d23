package io.firn.daemon.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Quartz's own tables, made from the statements in its jar where they are missing. */
final class QuartzTables {
    private static final String DELEGATES = "org.quartz.impl.jdbcjobstore.";

    private QuartzTables() {}

    /** Creates the tables where they are missing and returns the class that Quartz talks to this database with. */
    static String create(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            String product = connection.getMetaData().getDatabaseProductName();
            boolean postgres = product.toLowerCase(Locale.ROOT).contains("postgres");
            if (!exist(connection)) {
                try {
                    create(connection, postgres ? "postgres" : "h2");
                } catch (SQLException e) {
                    // Another replica may have been quicker.
                    if (!exist(connection)) {
                        throw e;
                    }
                }
            }
            return DELEGATES + (postgres ? "PostgreSQLDelegate" : "StdJDBCDelegate");
        }
    }

    private static boolean exist(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), null, new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                if (tables.getString("TABLE_NAME").equalsIgnoreCase("QRTZ_TRIGGERS")) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void create(Connection connection, String dialect) throws SQLException {
        // One transaction where the database can: a crash half way must not leave half of the tables.
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements(dialect)) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Without those that drop a table or end a transaction. */
    private static List<String> statements(String dialect) {
        String resource = "/org/quartz/impl/jdbcjobstore/tables_" + dialect + ".sql";
        try (InputStream stream = QuartzTables.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("Cannot create Quartz's tables: its jar lacks " + resource);
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            String code = text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
            List<String> statements = new ArrayList<>();
            for (String statement : code.split(";")) {
                String sql = statement.strip();
                if (sql.startsWith("CREATE") || sql.startsWith("ALTER")) {
                    statements.add(sql);
                }
            }
            return statements;
        } catch (IOException e) {
            throw new IllegalStateException("Cannot create Quartz's tables: " + resource + " cannot be read", e);
        }
    }
}
