package io.firn.benchmarks.compaction;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.catalog.Catalog;

/** DuckDB's {@code COPY} of each group, by two threads. It knows nothing of deletes, and its files are committed by nobody. */
final class DuckDbCompaction implements CompactionWorker.Compactor {
    private final Catalog catalog;
    private final Connection connection;

    DuckDbCompaction(Catalog catalog) throws SQLException {
        this.catalog = catalog;
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
        }
    }

    @Override
    public String compact(String table, Path directory) throws Exception {
        Files.createDirectories(directory);
        int outputs = 0;
        try (Statement statement = connection.createStatement()) {
            Table loaded = catalog.loadTable(Lake.name(table));
            List<String> order = Lake.order(loaded);
            String sorted = order.isEmpty() ? "" : " ORDER BY " + String.join(", ", order);
            for (RewriteFileGroup group : InputGroups.of(loaded)) {
                statement.execute("COPY (SELECT * FROM "
                        + Contents.parquet(group.fileScanTasks().stream()
                                .map(task -> task.file().location())
                                .toList())
                        + sorted + ") TO '" + directory.resolve(outputs++ + ".parquet")
                        + "' (FORMAT parquet, COMPRESSION zstd)");
            }
        }
        return outputs + " groups";
    }
}
