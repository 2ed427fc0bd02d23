package io.firn.benchmarks.compaction;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.SeekableInputStream;

/** The bytes of each group, one file after the other, by two threads: no reader's file, but nothing can take less. */
final class ByteCopy implements CompactionWorker.Compactor {
    private final Catalog catalog;

    ByteCopy(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String compact(String name, Path directory) throws Exception {
        Files.createDirectories(directory);
        Table table = catalog.loadTable(Lake.name(name));
        List<Path> outputs = InputGroups.each(table, group -> {
            Path output = directory.resolve(group.info().globalIndex() + ".bytes");
            copy(table, group, output);
            return output;
        });
        return outputs.size() + " groups";
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
