package io.firn.maintenance.engine;

import io.firn.lake.config.CompactionStrategy;
import io.firn.lake.config.Verification;
import io.firn.maintenance.columnar.ColumnarMerge;
import io.firn.maintenance.columnar.NotColumnarException;
import io.firn.maintenance.verify.ContentSum;
import io.firn.maintenance.verify.FooterCheck;
import io.firn.maintenance.verify.Receipt.Check;
import io.firn.maintenance.verify.RowCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Writes the live rows of one group of files anew: column by column where that is possible, else row by row. What it wrote
 * before a failure is deleted; it commits nothing.
 */
final class GroupRewrite {
    private static final String COLUMNAR = "columnar";
    private static final String ROWS = "rows: ";
    private static final String SORTED = ", sorted";
    private static final String NOT_SORTED = ", not sorted";

    private final Work work;
    private final RewriteFileGroup group;
    private final List<FileScanTask> inputs;
    private final OutputLocations locations;
    private final SortOrder order;
    private final Optional<ContentSum> content;
    private final BooleanSupplier stopped;

    private GroupRewrite(Work work, RewriteFileGroup group, BooleanSupplier stopped) {
        this.work = work;
        this.group = group;
        this.inputs = group.fileScanTasks();
        this.locations = OutputLocations.of(work, inputs, group.info().globalIndex());
        this.order = work.policy().compaction().strategy() == CompactionStrategy.SORT
                ? work.table().sortOrder()
                : SortOrder.unsorted();
        this.content = work.policy().compaction().verify() == Verification.CONTENT
                ? Optional.of(new ContentSum(rowSchema()))
                : Optional.empty();
        this.stopped = stopped;
    }

    /**
     * A group that has been written, the count of the rows on the way, and the checks that it passed.
     *
     * @param engine {@code columnar}, or {@code rows:} and why
     */
    record Written(RewriteFileGroup group, String engine, RowCount rows, List<Check> checks) {
        /** Of the outputs. */
        List<String> locations() {
            return group.addedFiles().stream().map(DataFile::location).toList();
        }
    }

    /**
     * What an engine wrote.
     *
     * @param footers has seen those of the inputs, if the engine has
     */
    private record Copied(String engine, List<DataFile> files, RowCount rows, Optional<FooterCheck> footers) {}

    /** @param stopped asked now and then; once true, the group is given up */
    static Written write(Work work, RewriteFileGroup group, ColumnThreads columns, BooleanSupplier stopped) {
        return new GroupRewrite(work, group, stopped).write(columns);
    }

    private Written write(ColumnThreads columns) {
        try {
            Copied copied = copy(columns);
            List<Check> checks = new GroupCheck(work.table(), inputs, copied.files(), copied.footers())
                    .passed(copied.rows(), content, stopped);
            group.setOutputFiles(new HashSet<>(copied.files()));
            return new Written(group, copied.engine(), copied.rows(), checks);
        } catch (IOException e) {
            work.uncommitted().discard(locations.begun());
            throw new UncheckedIOException("Cannot rewrite a group of " + inputs.size() + " files", e);
        } catch (RuntimeException | Error e) {
            work.uncommitted().discard(locations.begun());
            throw e;
        }
    }

    private Copied copy(ColumnThreads columns) throws IOException {
        ColumnarMerge merge = new ColumnarMerge(
                work.table(),
                rowSchema(),
                order,
                new DeleteCache(work.table().io()),
                columns.threads(),
                columns.memory(),
                stopped);
        FooterCheck footers = GroupCheck.footers(work.table(), inputs);
        List<FileScanTask> done = new ArrayList<>();
        try {
            merge.run(
                    inputs,
                    work.policy().compaction().targetFileSize().bytes(),
                    () -> locations.next().encryptingOutputFile(),
                    merged -> {
                        FileScanTask input = merged.input();
                        footers.input(merged.footer());
                        done.add(input);
                        work.progress().done(1, input.length(), input.file().recordCount());
                    });
        } catch (NotColumnarException e) {
            work.uncommitted().discard(locations.begun());
            done.forEach(input ->
                    work.progress().done(-1, -input.length(), -input.file().recordCount()));
            return copyRows(ROWS + e.getMessage() + (order.isSorted() ? NOT_SORTED : ""));
        }
        if (content.isPresent()) {
            sumInputs(content.get());
        }
        return new Copied(
                order.isSorted() ? COLUMNAR + SORTED : COLUMNAR, merge.files(), count(merge), Optional.of(footers));
    }

    private RowCount count(ColumnarMerge merge) {
        long deleted = merge.rowsDeleted();
        return count(merge.rowsRead(), deleted, merge.rowsRead() - deleted, merge.files());
    }

    /** The sum must come from the inputs themselves, not from what the merge made of them. */
    private void sumInputs(ContentSum sum) throws IOException {
        RowReader reader = new RowReader(work.table(), rowSchema());
        for (FileScanTask input : inputs) {
            try (CloseableIterable<Record> rows = reader.open(input)) {
                for (Record row : rows) {
                    goOnUnless(stopped);
                    sum.add(row);
                }
            }
        }
    }

    private Copied copyRows(String engine) throws IOException {
        RowReader reader = new RowReader(work.table(), rowSchema());
        try (OutputFiles outputs = OutputFiles.forGroup(work, inputs, locations)) {
            for (FileScanTask input : inputs) {
                copyRows(reader, input, outputs);
                work.progress().done(1, input.length(), input.file().recordCount());
            }
            outputs.close();
            RowCount rows = count(reader.rowsRead(), reader.rowsDeleted(), outputs.rows(), outputs.files());
            return new Copied(engine, outputs.files(), rows, Optional.empty());
        }
    }

    private void copyRows(RowReader reader, FileScanTask input, OutputFiles outputs) throws IOException {
        try (CloseableIterable<Record> rows = reader.open(input)) {
            for (Record row : rows) {
                goOnUnless(stopped);
                content.ifPresent(sum -> sum.add(row));
                outputs.write(row);
            }
        }
    }

    private RowCount count(long read, long deleted, long written, List<DataFile> outputs) {
        return new RowCount(
                inputs.stream().mapToLong(task -> task.file().recordCount()).sum(),
                read,
                deleted,
                written,
                outputs.stream().mapToLong(DataFile::recordCount).sum());
    }

    private Schema rowSchema() {
        return RowReader.rowSchema(work.table());
    }

    static void goOnUnless(BooleanSupplier stopped) {
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the run was interrupted");
        }
    }
}
