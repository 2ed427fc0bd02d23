package io.firn.lake.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements against the daemon's database, in transactions. What a failure of the database becomes is its owner's: it is given
 * a message that says what could not be done.
 */
public final class Database {
    private final DataSource source;
    private final BiFunction<String, SQLException, RuntimeException> failure;

    public Database(DataSource source, BiFunction<String, SQLException, RuntimeException> failure) {
        this.source = source;
        this.failure = failure;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Work in one transaction, committed when it returns. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    public <T> List<T> query(String what, String sql, Row<T> row, @Nullable Object... arguments) {
        return transaction(what, connection -> query(connection, sql, row, arguments));
    }

    /** The number of rows changed. */
    public int update(String what, String sql, @Nullable Object... arguments) {
        return transaction(what, connection -> update(connection, sql, arguments));
    }

    public <T> T transaction(String what, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw failure.apply("Cannot " + what, e);
        }
    }

    /** Runs statements in one transaction, such as those that create what is not there yet. */
    public void execute(String what, List<String> statements) {
        transaction(what, connection -> {
            int changed = 0;
            for (String statement : statements) {
                changed += update(connection, statement);
            }
            return changed;
        });
    }

    public static <T> List<T> query(Connection connection, String sql, Row<T> row, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(row.read(rows));
            }
            return result;
        }
    }

    public static int update(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** The number of rows that each of the statements changed. */
    public static int[] batch(Connection connection, String sql, List<@Nullable Object[]> arguments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : arguments) {
                set(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** Whether a statement failed because its key is there already; SQLState class 23 in H2 and PostgreSQL. */
    public static boolean isDuplicate(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("23");
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        set(statement, arguments);
        return statement;
    }

    private static void set(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }
}
