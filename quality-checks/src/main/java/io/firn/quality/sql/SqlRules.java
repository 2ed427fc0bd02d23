package io.firn.quality.sql;

import io.firn.lake.config.Provenance;
import io.firn.quality.origin.Origin;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types.NestedField;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Rules in SQL over rows that a caller adds: open, {@link #add} every row, {@link #judge}, close. A rule is one SELECT over the
 * table {@code new_rows}, and what it returns are the failed rows. It runs in DuckDB, in memory, read-only, in limits of memory,
 * threads and time, and reaches nothing but the rows.
 */
public final class SqlRules implements AutoCloseable {
    private static final int ORIGINS = 3;

    private final SqlLimits limits;
    private final DuckDBConnection connection;
    private final Map<String, SqlVerdict> verdicts = new LinkedHashMap<>();
    private final Map<String, RuleText> rules = new LinkedHashMap<>();
    private final List<NestedField> columns;
    private Optional<DuckDBAppender> rows = Optional.empty();
    private int[] positions = {};
    private long count;

    private SqlRules(SqlLimits limits, DuckDBConnection connection, Schema schema, Map<String, String> queries)
            throws SQLException {
        this.limits = limits;
        this.connection = connection;
        for (Map.Entry<String, String> query : queries.entrySet()) {
            try {
                rules.put(query.getKey(), RuleText.read(query.getValue(), connection));
            } catch (SqlRuleException e) {
                verdicts.put(query.getKey(), new SqlVerdict.Unknown(e.reason()));
            }
        }
        this.columns = columns(schema);
        if (!rules.isEmpty()) {
            createTable();
            rules.keySet().removeIf(this::cannotBind);
        }
    }

    /**
     * @param queries by the names of the rules
     * @throws SqlRuleException if DuckDB cannot be opened
     */
    public static SqlRules open(Schema schema, Map<String, String> queries, SqlLimits limits) {
        try {
            DuckDBConnection connection = LockedDuckDb.open(limits);
            try {
                return new SqlRules(limits, connection, schema, queries);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new SqlRuleException("Cannot open DuckDB: " + kind(e));
        }
    }

    /** What is wrong with a rule's text, if anything is; needs no rows and no columns. */
    public static Optional<String> problem(String query) {
        try (DuckDBConnection connection = LockedDuckDb.open(SqlLimits.DEFAULT)) {
            RuleText.read(query, connection);
            return Optional.empty();
        } catch (SqlRuleException e) {
            return Optional.of(e.reason());
        } catch (SQLException e) {
            return Optional.of("Cannot open DuckDB: " + kind(e));
        }
    }

    /** Field ids of the top-level columns that the rules need. */
    public Set<Integer> fieldIds() {
        return rules.isEmpty()
                ? Set.of()
                : columns.stream().map(NestedField::fieldId).collect(Collectors.toSet());
    }

    /** The schema of the rows to come; columns that it lacks are null in them. */
    public void expect(Schema schema) {
        positions = columns.stream()
                .mapToInt(column -> schema.columns().stream()
                        .map(NestedField::fieldId)
                        .toList()
                        .indexOf(column.fieldId()))
                .toArray();
    }

    /** Adds a row of the expected schema. What does not fit into the memory makes every verdict unknown. */
    public void add(StructLike row) {
        if (rules.isEmpty()) {
            return;
        }
        try {
            if (rows.isEmpty()) {
                rows = Optional.of(connection.createAppender(RuleText.NEW_ROWS));
            }
            DuckDBAppender appender = rows.get();
            appender.beginRow();
            if (columns.isEmpty()) {
                appender.appendNull();
            }
            for (int i = 0; i < columns.size(); i++) {
                Object value = positions[i] < 0 ? null : row.get(positions[i], Object.class);
                DuckDbColumn.append(appender, columns.get(i).type(), value);
            }
            appender.endRow();
            count++;
        } catch (SQLException e) {
            giveUp("Cannot load new rows after " + count + room() + kind(e));
        }
    }

    /** One verdict for each rule, in their order. */
    public Map<String, SqlVerdict> judge() {
        try {
            if (rows.isPresent()) {
                rows.get().close();
                rows = Optional.empty();
            }
        } catch (SQLException e) {
            giveUp("Cannot load new rows after " + count + room() + kind(e));
        }
        rules.forEach((name, rule) -> verdicts.put(name, judge(rule)));
        return Map.copyOf(verdicts);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new SqlRuleException("Cannot close DuckDB: " + kind(e));
        }
    }

    private SqlVerdict judge(RuleText rule) {
        try {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                long failed = number(statement, "SELECT count(*) FROM " + subquery(rule) + " AS failed");
                if (failed > count) {
                    return new SqlVerdict.Unknown(
                            "Cannot count failed rows: the rule returned more rows than the " + count + " new ones");
                }
                return new SqlVerdict.Counted(failed, failed == 0 ? List.of() : origins(rule));
            } finally {
                connection.rollback();
            }
        } catch (SQLTimeoutException e) {
            return new SqlVerdict.Unknown("Cannot evaluate rule: it took longer than "
                    + limits.timeout().toMillis() + " ms");
        } catch (SQLException e) {
            return new SqlVerdict.Unknown("Cannot evaluate rule: " + kind(e));
        }
    }

    private long number(Statement statement, String query) throws SQLException {
        statement.setQueryTimeout(Math.max(1, Math.toIntExact(limits.timeout().toSeconds())));
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Only of rows that were really added: a rule cannot make up an origin that says something else. */
    private List<Origin> origins(RuleText rule) throws SQLException {
        String origin = DuckDbColumn.quoted(Provenance.COLUMN);
        String query = "SELECT DISTINCT " + field(Provenance.TOPIC) + ", " + field(Provenance.PARTITION) + ", "
                + field(Provenance.OFFSET) + " FROM " + RuleText.NEW_ROWS + " AS known WHERE known." + origin
                + " IN (SELECT "
                + origin + " FROM " + subquery(rule) + " AS failed) ORDER BY ALL LIMIT " + ORIGINS;
        List<Origin> origins = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setQueryTimeout(
                    Math.max(1, Math.toIntExact(limits.timeout().toSeconds())));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    String topic = result.getString(1);
                    if (topic != null) {
                        origins.add(new Origin(topic, result.getInt(2), result.getLong(3)));
                    }
                }
            }
        } catch (SQLException e) {
            // Too slow, or the rule does not return the column, or not as it is: the count is the whole answer.
            return List.of();
        }
        return origins;
    }

    private static String field(String name) {
        return "known." + DuckDbColumn.quoted(Provenance.COLUMN) + "." + DuckDbColumn.quoted(name);
    }

    /** The line break ends a comment at the rule's end. */
    private static String subquery(RuleText rule) {
        return "(" + rule.query() + "\n)";
    }

    private List<NestedField> columns(Schema schema) {
        List<String> names = schema.columns().stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .toList();
        return schema.columns().stream()
                .filter(column -> rules.values().stream().anyMatch(rule -> rule.uses(column.name())))
                .filter(column -> Collections.frequency(names, column.name().toLowerCase(Locale.ROOT)) == 1)
                .filter(column -> DuckDbColumn.type(column.type()).isPresent())
                .toList();
    }

    private void createTable() throws SQLException {
        String definition = columns.stream()
                .map(column -> DuckDbColumn.quoted(column.name()) + " "
                        + DuckDbColumn.type(column.type()).orElseThrow())
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            // A rule that only counts rows needs none of their columns.
            statement.execute("CREATE TABLE " + RuleText.NEW_ROWS + " ("
                    + (columns.isEmpty() ? "\"no column\" BOOLEAN" : definition) + ")");
        }
    }

    /** While there are no rows yet, so that the message cannot hold any of their values. */
    private boolean cannotBind(String name) {
        RuleText rule = Optional.ofNullable(rules.get(name)).orElseThrow();
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM " + subquery(rule))) {
            statement.executeQuery().close();
            return false;
        } catch (SQLException e) {
            verdicts.put(name, new SqlVerdict.Unknown("Cannot use rule: " + firstLine(e)));
            return true;
        }
    }

    private void giveUp(String reason) {
        for (String name : Set.copyOf(rules.keySet())) {
            verdicts.put(name, new SqlVerdict.Unknown(reason));
        }
        rules.clear();
        rows = Optional.empty();
    }

    private String room() {
        return ", of at most " + (limits.memoryBytes() >> 20) + " MB: ";
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** What kind of failure it is, "Conversion Error" and the like: the rest of the message may quote values. */
    private static String kind(SQLException e) {
        String line = firstLine(e);
        int colon = line.indexOf(':');
        String kind = colon < 0 ? "" : line.substring(0, colon);
        return kind.matches("[A-Za-z ]{1,40}") ? kind : "failed";
    }
}
