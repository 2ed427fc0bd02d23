package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The sorted merge beside Iceberg's comparators on Iceberg's own reading of the same rows. */
final class SortedMergeTest {
    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void rowsAreThoseOfTheRowPathInTheTablesOrder(@ForAll long seed) throws IOException {
        Statistics.collect(compare(seed));
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    @Tag("nightly")
    void rowsOfVeryManyTablesAreInTheirOrder(@ForAll long seed) throws IOException {
        Statistics.collect(compare(seed));
    }

    /** What kind of merge it was. */
    private static String compare(long seed) throws IOException {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(seed);
        try (MemoryTable memory = new MemoryTable(rows.schema(), RandomTable.settings(random))) {
            Table table = memory.table();
            RandomTable history = new RandomTable(table, rows, random);
            history.grow(random.nextBoolean(), random.nextBoolean());
            if (!sort(table, random)) {
                return "nothing to sort by";
            }
            List<FileScanTask> inputs = history.inputs();
            long bytes = inputs.stream().mapToLong(FileScanTask::length).sum();
            long targetFileSize = bytes / (1 + random.nextInt(3)) + 1;

            ColumnarMerge merge = MemoryTable.merge(
                    table, table.sortOrder(), random.nextInt(4) > 0 ? 32 << 10 << random.nextInt(5) : 64 << 20);
            List<FileScanTask> done = new ArrayList<>();
            try {
                merge.run(
                        inputs,
                        targetFileSize,
                        () -> table.io().newOutputFile(table.location() + "/out-" + UUID.randomUUID()),
                        merged -> done.add(merged.input()));
            } catch (NotColumnarException e) {
                assertThat(e.getMessage())
                        .isIn(
                                "an equality delete compares a column that was dropped",
                                "a row group is too large to be sorted within the memory",
                                "rows of about the same key are too large to be sorted within the memory",
                                "a page is too large for the memory");
                return String.valueOf(e.getMessage());
            }

            List<Record> expected = RowOracle.liveRows(table, inputs);
            assertThat(merge.rowsRead())
                    .isEqualTo(inputs.stream()
                            .mapToLong(input -> input.file().recordCount())
                            .sum());
            assertThat(merge.rowsRead() - merge.rowsDeleted()).isEqualTo(expected.size());
            assertThat(done).containsExactlyInAnyOrderElementsOf(inputs);
            expected.sort(order(table));
            assertOutputs(table, merge.files(), expected, inputs.get(0));
            return merge.files().size() + " files";
        }
    }

    private static void assertOutputs(Table table, List<DataFile> files, List<Record> expected, FileScanTask like)
            throws IOException {
        Schema written = RowOracle.written(table);
        int from = 0;
        for (DataFile file : files) {
            List<Record> ofFile = expected.subList(from, from + (int) file.recordCount());
            from += ofFile.size();
            List<Object> read = RowOracle.comparable(written, RowOracle.read(table, file.location()));
            List<Object> wanted = RowOracle.comparable(written, ofFile);
            assertThat(read).hasSameSizeAs(wanted);
            for (int row = 0; row < read.size(); row++) {
                assertThat(read.get(row))
                        .as("row %d by %s", row, table.sortOrder())
                        .isEqualTo(wanted.get(row));
            }
            assertThat(file.sortOrderId()).isEqualTo(table.sortOrder().orderId());
            DataFile byRows = RowOracle.write(table, like, ofFile);
            assertThat(file.nullValueCounts()).isEqualTo(byRows.nullValueCounts());
            assertThat(file.nanValueCounts()).isEqualTo(byRows.nanValueCounts());
            PageCheck.check(table.io().newInputFile(file.location()), written, ofFile);
        }
        assertThat(from).isEqualTo(expected.size());
    }

    /** Of rows as they were read for deletes, with fields past those of the schema. */
    private static Comparator<Record> order(Table table) {
        Schema schema = RowOracle.written(table);
        Comparator<StructLike> order = SortOrderComparators.forSchema(schema, table.sortOrder());
        InternalRecordWrapper one = new InternalRecordWrapper(schema.asStruct());
        InternalRecordWrapper other = new InternalRecordWrapper(schema.asStruct());
        return (left, right) -> order.compare(one.wrap(left), other.wrap(right));
    }

    private static boolean sort(Table table, Random random) {
        table.refresh();
        List<Types.NestedField> fields = new ArrayList<>(table.schema().columns().stream()
                .filter(field -> field.type().isPrimitiveType() && field.type().typeId() != Type.TypeID.UUID)
                .toList());
        if (fields.isEmpty()) {
            return false;
        }
        Collections.shuffle(fields, random);
        ReplaceSortOrder order = table.replaceSortOrder();
        for (Types.NestedField field : fields.subList(0, Math.min(fields.size(), 1 + random.nextInt(3)))) {
            NullOrder nulls = random.nextBoolean() ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST;
            Term term = term(field, random);
            order = random.nextBoolean() ? order.asc(term, nulls) : order.desc(term, nulls);
        }
        order.commit();
        return true;
    }

    private static Term term(Types.NestedField field, Random random) {
        String name = field.name();
        return switch (field.type().typeId()) {
            case INTEGER, LONG, DECIMAL, STRING, BINARY ->
                switch (random.nextInt(3)) {
                    case 0 -> Expressions.truncate(name, 2);
                    case 1 -> Expressions.bucket(name, 3);
                    default -> Expressions.ref(name);
                };
            case DATE -> random.nextBoolean() ? Expressions.month(name) : Expressions.ref(name);
            case TIMESTAMP, TIMESTAMP_NANO -> random.nextBoolean() ? Expressions.day(name) : Expressions.ref(name);
            default -> Expressions.ref(name);
        };
    }
}
