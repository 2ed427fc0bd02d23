package io.firn.quality.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The text of a rule, judged by DuckDB's own parser and found to be one SELECT over {@code new_rows} of what
 * {@link AllowedSql} has.
 *
 * @param names every name that may mean a column, in lower case
 * @param everyColumn whether it asks for all columns
 */
record RuleText(String query, Set<String> names, boolean everyColumn) {
    static final String NEW_ROWS = "new_rows";

    private static final int MOST_CHARACTERS = 10_000;

    RuleText {
        names = Set.copyOf(names);
    }

    /** @throws SqlRuleException saying what of the text is not allowed */
    static RuleText read(String text, Connection connection) throws SQLException {
        if (text.length() > MOST_CHARACTERS) {
            throw new SqlRuleException("Cannot use rule: it is longer than " + MOST_CHARACTERS + " characters");
        }
        String query = text.strip().replaceAll("[;\\s]+$", "");
        String tree = tree(query, connection);
        Set<String> names = new HashSet<>();
        Set<String> tables = new HashSet<>();
        Set<String> queries = new HashSet<>();
        boolean everyColumn = false;
        int statements = 0;
        try (PreparedStatement walk = connection.prepareStatement(
                "SELECT key, atom ->> '$', path, fullkey FROM json_tree(CAST(? AS JSON)) WHERE atom IS NOT NULL")) {
            walk.setString(1, tree);
            try (ResultSet found = walk.executeQuery()) {
                while (found.next()) {
                    String key = String.valueOf(found.getString(1));
                    String value = String.valueOf(found.getString(2));
                    String path = String.valueOf(found.getString(3));
                    switch (key) {
                        case "error_message" -> throw new SqlRuleException("Cannot read rule: " + value);
                        case "type" -> {
                            allow(
                                    AllowedSql.isType(value),
                                    value.toLowerCase(Locale.ROOT).replace('_', ' '));
                            everyColumn |= value.equals("STAR");
                            statements += path.matches("\\$\\.statements\\[\\d+]\\.node") ? 1 : 0;
                        }
                        case "type_name" -> allow(AllowedSql.isCast(value), "a cast to " + value);
                        case "function_name" -> allow(AllowedSql.isFunction(value), "function " + value);
                        case "schema_name", "catalog_name", "schema", "catalog" ->
                            allow(value.isEmpty(), "a name with a schema");
                        case "table_name" -> tables.add(value.toLowerCase(Locale.ROOT));
                        case "key" -> {
                            if (path.contains(".cte_map.map[")) {
                                queries.add(value.toLowerCase(Locale.ROOT));
                            }
                        }
                        default -> {
                            if (path.endsWith(".column_names")) {
                                names.add(value.toLowerCase(Locale.ROOT));
                            }
                        }
                    }
                }
            }
        }
        allow(statements == 1, statements == 0 ? "a text without a query" : "more than one statement");
        tables.removeAll(queries);
        tables.remove(NEW_ROWS);
        tables.stream().sorted().findFirst().ifPresent(other -> allow(false, "table " + other));
        return new RuleText(query, names, everyColumn);
    }

    boolean uses(String column) {
        return everyColumn || names.contains(column.toLowerCase(Locale.ROOT));
    }

    private static String tree(String query, Connection connection) throws SQLException {
        try (PreparedStatement parse = connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
            parse.setString(1, query);
            try (ResultSet parsed = parse.executeQuery()) {
                parsed.next();
                return String.valueOf(parsed.getString(1));
            }
        }
    }

    private static void allow(boolean allowed, String what) {
        if (!allowed) {
            throw new SqlRuleException("Cannot use rule: " + what
                    + " is not allowed, only one SELECT over new_rows without what reads elsewhere, writes or grows");
        }
    }
}
