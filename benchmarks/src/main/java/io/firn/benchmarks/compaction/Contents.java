package io.firn.benchmarks.compaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;

/** What Parquet files hold, read by DuckDB, which shares no code with what wrote them. */
final class Contents implements AutoCloseable {
    private final Connection connection;

    Contents() {
        try {
            this.connection = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot start DuckDB", e);
        }
        execute("SET threads = 2");
    }

    /**
     * Of all rows, in whatever order.
     *
     * @param checksum over all columns; a row that is missing, there twice or other in any column makes another
     */
    record Sum(long rows, String checksum) {}

    /** Of the rows that no delete of the table applies to, by a join with the deletes. */
    Sum live(Table table) {
        List<FileScanTask> tasks = Lake.files(table);
        execute("CREATE OR REPLACE TEMP TABLE positions (file VARCHAR, position BIGINT)");
        execute("CREATE OR REPLACE TEMP TABLE keys (" + SampleColumns.KEY + " VARCHAR, sequence BIGINT)");
        execute("CREATE OR REPLACE TEMP TABLE sequences (file VARCHAR, sequence BIGINT)");
        for (FileScanTask task : tasks) {
            execute("INSERT INTO sequences VALUES ('" + path(task.file().location()) + "', "
                    + task.file().dataSequenceNumber() + ")");
        }
        tasks.stream()
                .flatMap(task -> task.deletes().stream())
                .collect(Collectors.toMap(DeleteFile::location, file -> file, (file, same) -> file))
                .values()
                .forEach(this::load);
        return sum(
                "(SELECT * FROM read_parquet(" + list(locations(tasks)) + ", filename = true, file_row_number = true)"
                        + " JOIN sequences ON file = filename"
                        + " LEFT JOIN (SELECT " + SampleColumns.KEY
                        + " AS deleted, max(sequence) AS deleted_at FROM keys"
                        + " GROUP BY 1) ON deleted = " + SampleColumns.KEY
                        + " WHERE coalesce(deleted_at <= sequence, true) AND NOT EXISTS (SELECT 1 FROM positions"
                        + " WHERE positions.file = filename AND position = file_row_number))",
                table);
    }

    /** Of all rows of the files. */
    Sum of(Collection<String> locations, Table table) {
        return sum(parquet(locations), table);
    }

    /** By the files' footers. */
    long rows(Collection<String> locations) {
        return Long.parseLong(first("SELECT count(*) FROM " + parquet(locations)));
    }

    /** How many rows of a file are less than the one before. */
    long rowsOutOfOrder(String location, List<String> columns) {
        String key = columns.stream().collect(Collectors.joining(", ", "row(", ")"));
        return Long.parseLong(first("SELECT count(*) FROM (SELECT " + key + " AS key, lag(" + key
                + ") OVER (ORDER BY file_row_number) AS previous FROM read_parquet(" + list(List.of(location))
                + ", file_row_number = true)) WHERE previous > key"));
    }

    /** Runs a query and drops what it answers; returns the milliseconds. */
    long time(String query) {
        long start = System.nanoTime();
        first(query);
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** All columns of a row, as one number. */
    static String hash(Table table) {
        return table.schema().columns().stream()
                .map(column -> '"' + column.name() + '"')
                .collect(Collectors.joining(", ", "hash(", ")::HUGEINT"));
    }

    /** The files as a table of SQL. */
    static String parquet(Collection<String> locations) {
        return "read_parquet(" + list(locations) + ")";
    }

    static List<String> locations(List<FileScanTask> tasks) {
        return tasks.stream().map(task -> task.file().location()).toList();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot stop DuckDB", e);
        }
    }

    private Sum sum(String source, Table table) {
        String[] sum = first("SELECT count(*) || ' ' || sum(" + hash(table) + ") FROM " + source)
                .split(" ");
        return new Sum(Long.parseLong(sum[0]), sum[1]);
    }

    private void load(DeleteFile file) {
        String source = parquet(List.of(file.location()));
        if (file.content() == FileContent.POSITION_DELETES) {
            execute("INSERT INTO positions SELECT regexp_replace(file_path, '^file:/+', '/'), pos FROM " + source);
        } else {
            execute("INSERT INTO keys SELECT " + SampleColumns.KEY + ", " + file.dataSequenceNumber() + " FROM "
                    + source);
        }
    }

    private static String list(Collection<String> locations) {
        return locations.stream()
                .map(location -> "'" + path(location) + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String path(String location) {
        return location.replaceFirst("^file:/+", "/");
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot run: " + sql, e);
        }
    }

    private String first(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            String first = "";
            while (rows.next()) {
                first = String.valueOf(rows.getString(1));
            }
            return first;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot run: " + query, e);
        }
    }
}
