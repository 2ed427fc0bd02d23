package io.firn.maintenance.columnar;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.CloseableIterable;

/** A table whose files are in memory, and gone once it is closed. */
final class MemoryTable implements AutoCloseable {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "columns");
        thread.setDaemon(true);
        return thread;
    });

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final String warehouse = "/" + UUID.randomUUID(); // The files of all such catalogs are in one place.
    private final Table table;

    MemoryTable(Schema schema, Map<String, String> settings) {
        catalog.initialize("memory", Map.of("warehouse", warehouse));
        catalog.createNamespace(Namespace.of("clinical"));
        this.table = catalog.createTable(
                TableIdentifier.of("clinical", "visits"), schema, PartitionSpec.unpartitioned(), settings);
    }

    Table table() {
        return table;
    }

    /** @param bytes of memory that it may take */
    static ColumnarMerge merge(Table table, SortOrder order, long bytes) {
        return new ColumnarMerge(
                table,
                RowOracle.written(table),
                order,
                new BaseDeleteLoader(file -> table.io().newInputFile(file)),
                THREADS,
                new MemoryBudget(bytes),
                () -> false);
    }

    static List<FileScanTask> inputs(Table table) throws IOException {
        List<FileScanTask> inputs = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(inputs::add);
        }
        return inputs;
    }

    /** Iceberg's catalog would keep them until the process ends. */
    @Override
    public void close() throws IOException {
        catalog.close();
        try {
            Field files = InMemoryFileIO.class.getDeclaredField("IN_MEMORY_FILES");
            files.setAccessible(true);
            ((Map<?, ?>) files.get(null)).keySet().removeIf(location -> ((String) location).startsWith(warehouse));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot remove the files of " + warehouse, e);
        }
    }
}
