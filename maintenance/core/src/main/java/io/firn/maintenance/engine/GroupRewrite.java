package io.firn.maintenance.engine;

import io.firn.lake.config.Verification;
import io.firn.maintenance.verify.ContentSum;
import io.firn.maintenance.verify.Receipt.Check;
import io.firn.maintenance.verify.RowCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the live rows of one group of files anew. What it wrote before a failure is deleted; it commits nothing. */
final class GroupRewrite {
    private static final Logger LOG = LoggerFactory.getLogger(GroupRewrite.class);

    private GroupRewrite() {}

    /** A group that has been written, the count of the rows on the way, and the checks that it passed. */
    record Written(RewriteFileGroup group, RowCount rows, List<Check> checks) {
        /** Of the outputs. */
        List<String> locations() {
            return group.addedFiles().stream().map(DataFile::location).toList();
        }
    }

    /** @param stopped asked now and then; once true, the group is given up */
    static Written write(Work work, RewriteFileGroup group, BooleanSupplier stopped) {
        List<FileScanTask> inputs = group.fileScanTasks();
        RowReader reader = new RowReader(work.table(), RowReader.rowSchema(work.table()));
        OutputFiles outputs = OutputFiles.forGroup(work, inputs, group.info().globalIndex());
        Optional<ContentSum> content = work.policy().compaction().verify() == Verification.CONTENT
                ? Optional.of(new ContentSum(RowReader.rowSchema(work.table())))
                : Optional.empty();
        try {
            for (FileScanTask input : inputs) {
                copy(reader, input, outputs, content, stopped);
                work.progress().done(1, input.length());
            }
            outputs.close();
            RowCount rows = count(inputs, reader, outputs);
            List<Check> checks = new GroupCheck(work.table(), inputs, outputs.files()).passed(rows, content, stopped);
            group.setOutputFiles(new HashSet<>(outputs.files()));
            return new Written(group, rows, checks);
        } catch (IOException e) {
            abandon(work, outputs);
            throw new UncheckedIOException("Cannot rewrite a group of " + inputs.size() + " files", e);
        } catch (RuntimeException | Error e) {
            abandon(work, outputs);
            throw e;
        }
    }

    private static void copy(
            RowReader reader,
            FileScanTask input,
            OutputFiles outputs,
            Optional<ContentSum> content,
            BooleanSupplier stopped)
            throws IOException {
        try (CloseableIterable<Record> rows = reader.open(input)) {
            for (Record row : rows) {
                goOnUnless(stopped);
                content.ifPresent(sum -> sum.add(row));
                outputs.write(row);
            }
        }
    }

    private static RowCount count(List<FileScanTask> inputs, RowReader reader, OutputFiles outputs) {
        return new RowCount(
                inputs.stream().mapToLong(task -> task.file().recordCount()).sum(),
                reader.rowsRead(),
                reader.rowsDeleted(),
                outputs.rows(),
                outputs.files().stream().mapToLong(DataFile::recordCount).sum());
    }

    static void goOnUnless(BooleanSupplier stopped) {
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the run was interrupted");
        }
    }

    private static void abandon(Work work, OutputFiles outputs) {
        try {
            outputs.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot close an output file that is abandoned anyway: {}", Failures.describe(e));
        }
        work.uncommitted().discard(outputs.locations());
    }
}
