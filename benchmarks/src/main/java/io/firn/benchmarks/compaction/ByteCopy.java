package io.firn.benchmarks.compaction;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.SeekableInputStream;

/** The bytes of each group, one file after the other, by two threads: no reader's file, but nothing can take less. */
final class ByteCopy implements CompactionWorker.Compactor {
    private final Catalog catalog;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    ByteCopy(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String compact(String name, Path directory) throws Exception {
        Files.createDirectories(directory);
        Table table = catalog.loadTable(Lake.name(name));
        List<Future<?>> groups = new ArrayList<>();
        for (RewriteFileGroup group : InputGroups.of(table)) {
            Path output = directory.resolve(groups.size() + ".bytes");
            groups.add(threads.submit(() -> {
                copy(table, group, output);
                return output;
            }));
        }
        for (Future<?> group : groups) {
            group.get();
        }
        return groups.size() + " groups";
    }

    private static void copy(Table table, RewriteFileGroup group, Path output) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(output)) {
            for (FileScanTask task : group.fileScanTasks()) {
                try (SeekableInputStream input =
                        table.io().newInputFile(task.file()).newStream()) {
                    input.transferTo(bytes);
                }
            }
        }
    }
}
