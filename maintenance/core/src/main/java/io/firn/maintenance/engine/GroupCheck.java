package io.firn.maintenance.engine;

import io.firn.maintenance.verify.ContentSum;
import io.firn.maintenance.verify.FooterCheck;
import io.firn.maintenance.verify.Receipt.Check;
import io.firn.maintenance.verify.RowCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;

/** Everything that one group's outputs must pass before they may be committed; they are read from storage anew. */
final class GroupCheck {
    private final Table table;
    private final List<FileScanTask> inputs;
    private final List<DataFile> outputs;
    private final Optional<FooterCheck> ofInputs;

    /** @param ofInputs has seen the footers of all inputs; without it they are read */
    GroupCheck(Table table, List<FileScanTask> inputs, List<DataFile> outputs, Optional<FooterCheck> ofInputs) {
        this.table = table;
        this.inputs = inputs;
        this.outputs = outputs;
        this.ofInputs = ofInputs;
    }

    /** Has seen no file yet. */
    static FooterCheck footers(Table table, List<FileScanTask> inputs) {
        return new FooterCheck(
                table.schema(),
                RowReader.rowSchema(table),
                inputs.get(0).spec().identitySourceIds(),
                RowReader.nameMapping(table));
    }

    /**
     * The checks, all passed.
     *
     * @param content of the rows on their way, when the outputs are to be read back
     * @throws RowsDoNotAddUpException for the first that is not
     */
    List<Check> passed(RowCount rows, Optional<ContentSum> content, BooleanSupplier stopped) {
        rows.problem().ifPresent(problem -> {
            throw new RowsDoNotAddUpException(problem);
        });
        checkLengths();
        List<Check> checks = new ArrayList<>(footers(rows.deleted()));
        content.ifPresent(before -> checks.add(content(before, stopped)));
        checks.stream().filter(check -> !check.passed()).findFirst().ifPresent(failed -> {
            throw new RowsDoNotAddUpException(failed);
        });
        return checks;
    }

    /** A file whose length in the storage is not the one its writer counted was not stored whole. */
    private void checkLengths() {
        for (DataFile file : outputs) {
            long stored = table.io().newInputFile(file.location()).getLength();
            if (stored != file.fileSizeInBytes()) {
                throw new RowsDoNotAddUpException("an output file has " + stored + " bytes in storage, "
                        + file.fileSizeInBytes() + " were written");
            }
        }
    }

    private List<Check> footers(long deleted) {
        if (outputs.stream().anyMatch(file -> file.format() != FileFormat.PARQUET)) {
            return List.of(Check.passed("rows", "counted while they passed; the outputs are not Parquet"));
        }
        FooterCheck footers = ofInputs.orElseGet(this::inputFooters);
        outputs.forEach(output -> footers.output(table.io().newInputFile(output)));
        return footers.checks(deleted);
    }

    private FooterCheck inputFooters() {
        FooterCheck footers = footers(table, inputs);
        for (FileScanTask input : inputs) {
            if (input.file().format() == FileFormat.PARQUET) {
                footers.input(table.io().newInputFile(input.file()));
            } else {
                footers.input(input.file().recordCount());
            }
        }
        return footers;
    }

    private Check content(ContentSum before, BooleanSupplier stopped) {
        Schema schema = RowReader.rowSchema(table);
        ContentSum after = new ContentSum(schema);
        long rows = 0;
        for (DataFile output : outputs) {
            try (CloseableIterable<Record> records = read(output, schema)) {
                for (Record row : records) {
                    GroupRewrite.goOnUnless(stopped);
                    after.add(row);
                    rows++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read an output file back", e);
            }
        }
        List<Integer> differing = before.differing(after);
        if (!differing.isEmpty()) {
            return Check.failed("content", "fields " + differing + " of " + rows + " rows read back are not as read");
        }
        return new Check(
                "content",
                before.sameRows(after),
                before.sameRows(after) ? rows + " rows read back" : "values of " + rows + " rows changed places");
    }

    private CloseableIterable<Record> read(DataFile output, Schema schema) {
        // Stored ids of rows are only read where a base is given, which a row without one would get.
        Map<Integer, Long> lineage = TableUtil.supportsRowLineage(table)
                ? Map.of(
                        MetadataColumns.ROW_ID.fieldId(),
                        0L,
                        MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(),
                        0L)
                : Map.of();
        return FormatModelRegistry.<Record, Object>readBuilder(
                        output.format(), Record.class, table.io().newInputFile(output))
                .project(schema)
                .idToConstant(lineage)
                .reuseContainers()
                .build();
    }

    /** What was checked in all groups, in figures. */
    static List<Check> summed(Map<String, Integer> groupsByCheck) {
        return groupsByCheck.entrySet().stream()
                .map(check -> Check.passed(check.getKey(), check.getValue() + " groups"))
                .collect(Collectors.toList());
    }
}
