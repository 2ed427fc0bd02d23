package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.parquet.column.ParquetProperties.WriterVersion;

/** The merge beside Iceberg's own reading and writing of the same rows. */
final class ColumnarMergeTest {
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void rowsAndMetricsAreThoseOfTheRowPath(@ForAll long seed) throws IOException {
        Statistics.collect(compare(seed));
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    @Tag("nightly")
    void rowsAndMetricsOfVeryManyTablesAreThoseOfTheRowPath(@ForAll long seed) throws IOException {
        Statistics.collect(compare(seed));
    }

    /** What kind of table it was. */
    private static String compare(long seed) throws IOException {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(seed);
        try (MemoryTable memory = new MemoryTable(rows.schema(), RandomTable.settings(random))) {
            Table table = memory.table();
            RandomTable history = new RandomTable(table, rows, random);
            history.grow(random.nextBoolean(), random.nextBoolean());
            if (random.nextInt(3) == 0) {
                table.updateProperties()
                        .set(
                                "write.parquet.bloom-filter-enabled.column."
                                        + table.schema().columns().get(0).name(),
                                "true")
                        .commit();
            }
            table.refresh();
            List<FileScanTask> inputs = history.inputs();

            ColumnarMerge merge = merge(table, random.nextInt(3) == 0 ? 16 << 10 : 64 << 20);
            try {
                merge.run(
                        inputs,
                        1 << 30,
                        () -> table.io().newOutputFile(table.location() + "/out.parquet"),
                        input -> {});
            } catch (NotColumnarException e) {
                assertThat(e.getMessage())
                        .isIn(
                                "an equality delete compares a column that was dropped",
                                "a column is too large for the memory");
                return String.valueOf(e.getMessage());
            }

            List<Record> live = RowOracle.liveRows(table, inputs);
            long all = inputs.stream()
                    .mapToLong(input -> input.file().recordCount())
                    .sum();
            assertThat(merge.rowsRead()).isEqualTo(all);
            assertThat(merge.rowsRead() - merge.rowsDeleted()).isEqualTo(live.size());
            if (live.isEmpty()) {
                assertThat(merge.files()).isEmpty();
                return "all rows deleted";
            }
            Schema written = RowOracle.written(table);
            assertThat(merge.files()).hasSize(1);
            DataFile output = merge.files().get(0);
            assertThat(RowOracle.comparable(written, RowOracle.read(table, output.location())))
                    .isEqualTo(RowOracle.comparable(written, live));
            assertSameMetrics(written, output, RowOracle.write(table, inputs.get(0), live), live.size() < all);
            PageCheck.check(table.io().newInputFile(output.location()), written, live);
            return live.size() < all ? "some rows deleted" : "no row deleted";
        }
    }

    @Example
    void aTableOfAThousandColumnsFitsIntoLittleMemory() throws IOException {
        List<Types.NestedField> fields = IntStream.rangeClosed(1, 1_000)
                .mapToObj(id -> Types.NestedField.optional(id, "c" + id, Types.LongType.get()))
                .toList();
        try (MemoryTable memory = new MemoryTable(new Schema(fields), Map.of())) {
            Table table = memory.table();
            AppendFiles append = table.newAppend();
            for (int i = 0; i < 5; i++) {
                append.appendFile(RandomTable.write(
                        table,
                        "in-" + i,
                        new RandomRows(i).rows(table.schema(), 20),
                        Map.of(),
                        WriterVersion.PARQUET_1_0));
            }
            append.commit();
            List<FileScanTask> inputs = MemoryTable.inputs(table);
            List<Record> expected = RowOracle.liveRows(table, inputs);

            ColumnarMerge merge = merge(table, 3 << 20);
            merge.run(inputs, 1 << 30, () -> table.io().newOutputFile(table.location() + "/out"), input -> {});

            String output = merge.files().get(0).location();
            assertThat(RowOracle.comparable(table.schema(), RowOracle.read(table, output)))
                    .isEqualTo(RowOracle.comparable(table.schema(), expected));
        }
    }

    @Example
    void keysThatDoNotFitIntoTheMemoryAreAppliedInParts() throws IOException {
        Schema schema = new Schema(
                Types.NestedField.required(1, "subject", Types.StringType.get()),
                Types.NestedField.optional(2, "visit", Types.LongType.get()));
        try (MemoryTable memory = new MemoryTable(schema, Map.of())) {
            Table table = memory.table();
            List<Record> rows = new ArrayList<>();
            for (long i = 0; i < 6_000; i++) {
                Record row = GenericRecord.create(schema);
                row.setField("subject", "subject " + i);
                row.setField("visit", i % 10 == 0 ? null : i);
                rows.add(row);
            }
            for (int i = 0; i < 3; i++) {
                table.newAppend()
                        .appendFile(RandomTable.write(
                                table,
                                "in-" + i,
                                rows.subList(i * 2_000, (i + 1) * 2_000),
                                Map.of(),
                                WriterVersion.PARQUET_1_0))
                        .commit();
            }
            table.newRowDelta()
                    .addDeletes(RandomTable.equalityDeletes(table, "deletes", rows.subList(1_000, 5_000), schema))
                    .commit();
            List<FileScanTask> inputs = MemoryTable.inputs(table);
            List<Record> expected = RowOracle.liveRows(table, inputs);

            ColumnarMerge merge = merge(table, 64 << 10);
            merge.run(inputs, 1 << 30, () -> table.io().newOutputFile(table.location() + "/out"), input -> {});

            assertThat(expected).hasSize(2_000);
            assertThat(RowOracle.comparable(
                            schema, RowOracle.read(table, merge.files().get(0).location())))
                    .isEqualTo(RowOracle.comparable(schema, expected));
        }
    }

    @Example
    void aValueThatIsTooLargeForTheMemoryIsLeftToTheRows() throws IOException {
        Schema schema = new Schema(Types.NestedField.optional(1, "scan", Types.BinaryType.get()));
        try (MemoryTable memory = new MemoryTable(schema, Map.of())) {
            Table table = memory.table();
            Record record = GenericRecord.create(schema);
            record.set(0, ByteBuffer.allocate(3 << 20));
            DataFile file = RandomTable.write(table, "in", List.of(record), Map.of(), WriterVersion.PARQUET_1_0);
            table.newAppend().appendFile(file).commit();

            assertThatExceptionOfType(NotColumnarException.class)
                    .isThrownBy(() -> merge(table, 16 << 20)
                            .run(
                                    MemoryTable.inputs(table),
                                    1 << 30,
                                    () -> table.io().newOutputFile(table.location() + "/out"),
                                    input -> {}))
                    .withMessage("a page is too large for the memory");
        }
    }

    private static ColumnarMerge merge(Table table, long bytes) {
        return MemoryTable.merge(table, SortOrder.unsorted(), bytes);
    }

    /** Without those of UUIDs: Iceberg orders them otherwise than Parquet where it merges row groups, of which there are others. */
    private static Map<Integer, String> hex(Schema schema, Map<Integer, ByteBuffer> bounds) {
        Map<Integer, String> hex = new HashMap<>();
        if (bounds != null) {
            bounds.forEach((id, bound) -> hex.put(id, HexFormat.of().formatHex(ByteBuffers.toByteArray(bound))));
        }
        hex.keySet().removeIf(id -> schema.findType(id).typeId() == Type.TypeID.UUID);
        return hex;
    }

    /** Where rows are deleted, a bound that an index cut short may be looser than that of the rows that are left. */
    private static void assertSameMetrics(Schema schema, DataFile merged, DataFile byRows, boolean hasDeletes) {
        assertThat(merged.recordCount()).isEqualTo(byRows.recordCount());
        assertThat(merged.valueCounts()).isEqualTo(byRows.valueCounts());
        assertThat(merged.nullValueCounts()).isEqualTo(byRows.nullValueCounts());
        assertThat(merged.nanValueCounts()).isEqualTo(byRows.nanValueCounts());
        Map<Integer, String> lower = hex(schema, merged.lowerBounds());
        Map<Integer, String> upper = hex(schema, merged.upperBounds());
        Map<Integer, String> lowerByRows = hex(schema, byRows.lowerBounds());
        Map<Integer, String> upperByRows = hex(schema, byRows.upperBounds());
        if (hasDeletes) {
            lower.keySet().removeIf(id -> isLong(lower.get(id)) && lower.get(id).compareTo(lowerByRows.get(id)) < 0);
            upper.keySet().removeIf(id -> isLong(upper.get(id)) && upper.get(id).compareTo(upperByRows.get(id)) > 0);
            lowerByRows.keySet().retainAll(lower.keySet());
            upperByRows.keySet().retainAll(upper.keySet());
        }
        assertThat(lower).isEqualTo(lowerByRows);
        assertThat(upper).isEqualTo(upperByRows);
        assertThat(merged.sortOrderId()).isEqualTo(byRows.sortOrderId());
    }

    private static boolean isLong(String hex) {
        return hex.length() > 2 * 60;
    }
}
