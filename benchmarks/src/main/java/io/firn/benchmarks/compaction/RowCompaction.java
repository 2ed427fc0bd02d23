package io.firn.benchmarks.compaction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteDataFilesCommitManager;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Iceberg's generic records, read and written one by one, by two threads. */
final class RowCompaction implements CompactionWorker.Compactor {
    private final Catalog catalog;

    RowCompaction(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String compact(String name, Path directory) throws Exception {
        Table table = catalog.loadTable(Lake.name(name));
        Set<RewriteFileGroup> rewritten = new HashSet<>(InputGroups.each(table, group -> rewrite(table, group)));
        new RewriteDataFilesCommitManager(table, table.currentSnapshot().snapshotId(), true)
                .commitFileGroups(rewritten);
        return rewritten.size() + " groups";
    }

    private static RewriteFileGroup rewrite(Table table, RewriteFileGroup group) throws IOException {
        FileScanTask first = group.fileScanTasks().get(0);
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newDataWriter(
                        OutputFileFactory.builderFor(table, group.info().globalIndex(), 0)
                                .build()
                                .newOutputFile(),
                        first.spec(),
                        first.file().partition());
        try (writer) {
            for (FileScanTask task : group.fileScanTasks()) {
                try (CloseableIterable<Record> rows = live(table, task)) {
                    rows.forEach(writer::write);
                }
            }
        }
        group.setOutputFiles(Set.of(writer.toDataFile()));
        return group;
    }

    private static CloseableIterable<Record> live(Table table, FileScanTask task) {
        GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, table.schema(), table.schema());
        return deletes.filter(FormatModelRegistry.readBuilder(
                        task.file().format(), Record.class, table.io().newInputFile(task.file()))
                .project(deletes.requiredSchema())
                .reuseContainers()
                .build());
    }
}
