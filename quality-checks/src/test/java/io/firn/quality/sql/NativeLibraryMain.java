package io.firn.quality.sql;

import io.firn.quality.tables.RealTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Opens a JDBC catalog, then evaluates a rule, and says after each whether DuckDB's native library is loaded. */
final class NativeLibraryMain {
    private NativeLibraryMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        try (RealTables tables = new RealTables(Path.of(arguments[0]))) {
            tables.create("trial.visits", new Schema(NestedField.optional(1, "id", Types.LongType.get())));
        }
        boolean before = isLoaded();
        try (SqlRules rules = SqlRules.open(
                new Schema(NestedField.optional(1, "id", Types.LongType.get())),
                Map.of("rule", "select * from new_rows"),
                SqlLimits.DEFAULT)) {
            rules.judge();
        }
        System.out.println("before: " + before + ", after: " + isLoaded());
    }

    private static boolean isLoaded() throws Exception {
        return Files.readString(Path.of("/proc/self/maps")).contains("duckdb");
    }
}
