package io.firn.lake.catalog;

import java.nio.file.Path;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A process of its own that appends to one table, for {@link TwoProcessesTest}. */
public final class Appender {
    private Appender() {}

    public static void main(String[] arguments) {
        String name = arguments[1];
        int commits = Integer.parseInt(arguments[2]);
        try (JdbcCatalog catalog = SqliteCatalog.open(SqliteCatalog.in(Path.of(arguments[0])))) {
            Table table = catalog.loadTable(TableIdentifier.of("a", "x"));
            for (int i = 0; i < commits; i++) {
                table.newFastAppend()
                        .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                                .withPath(table.location() + "/data/" + name + "-" + i + ".parquet")
                                .withFileSizeInBytes(1)
                                .withRecordCount(1)
                                .build())
                        .commit();
            }
        }
    }
}
