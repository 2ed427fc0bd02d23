package io.firn.maintenance.agreement;

import static io.firn.maintenance.agreement.JavaReading.texts;
import static io.firn.maintenance.run.Lakehouse.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.run.Lakehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.Operators;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that PyArrow and DuckDB wrote are compacted, by which engine is said of each; and what came of it has the same rows
 * for Iceberg, PyArrow and DuckDB, whether they read all of it or go by the bounds of row groups and pages.
 */
@Timeout(60)
final class ForeignFilesIT {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "grade", Types.IntegerType.get()),
            Types.NestedField.optional(3, "note", Types.StringType.get()),
            Types.NestedField.optional(4, "score", Types.DoubleType.get()),
            Types.NestedField.optional(5, "ratio", Types.FloatType.get()),
            Types.NestedField.optional(6, "fasting", Types.BooleanType.get()),
            Types.NestedField.optional(7, "day", Types.DateType.get()),
            Types.NestedField.optional(8, "measured", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(9, "taken", Types.TimestampType.withZone()),
            Types.NestedField.optional(10, "dose", Types.DecimalType.of(9, 2)),
            Types.NestedField.optional(11, "price", Types.DecimalType.of(18, 4)),
            Types.NestedField.optional(12, "total", Types.DecimalType.of(38, 6)),
            Types.NestedField.optional(13, "token", Types.UUIDType.get()),
            Types.NestedField.optional(14, "raw", Types.BinaryType.get()),
            Types.NestedField.optional(15, "code", Types.FixedType.ofLength(5)),
            Types.NestedField.optional(
                    16,
                    "origin",
                    Types.StructType.of(
                            Types.NestedField.optional(19, "offset", Types.LongType.get()),
                            Types.NestedField.optional(20, "place", Types.StringType.get()))),
            Types.NestedField.optional(
                    17,
                    "marks",
                    Types.ListType.ofOptional(
                            21,
                            Types.StructType.of(
                                    Types.NestedField.optional(22, "name", Types.StringType.get()),
                                    Types.NestedField.optional(23, "weight", Types.DoubleType.get())))),
            Types.NestedField.optional(
                    18, "counts", Types.MapType.ofOptional(24, 25, Types.StringType.get(), Types.IntegerType.get())));

    private static final Map<String, String> BLOOM_FILTERS = Map.of(
            "write.parquet.bloom-filter-max-bytes", "8192",
            "write.parquet.bloom-filter-enabled.column.id", "true",
            "write.parquet.bloom-filter-enabled.column.note", "true",
            "write.parquet.bloom-filter-enabled.column.score", "true",
            "write.parquet.bloom-filter-enabled.column.total", "true");

    private static ParquetFiles python;

    private Lakehouse lake;

    @BeforeAll
    static void install() throws IOException {
        python = new ParquetFiles(PyIceberg.installOrSkip());
    }

    @AfterAll
    static void stop() throws IOException {
        if (python != null) {
            python.close();
        }
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @ParameterizedTest
    @MethodSource("io.firn.maintenance.agreement.ForeignCase#all")
    void allReadersFindTheRowsThatWereWritten(ForeignCase of) throws IOException {
        Table table = create(of.codec());
        of.lacking().forEach(column -> table.updateSchema().deleteColumn(column).commit());
        List<String> written = texts(write(table, of, 0));
        if (of.hasIds()) {
            // Else it would have to know the mapping of names, which it does not.
            assertSameRows(JavaReading.rows(table), written);
        }

        assertCompacts(table, of.engine(), written);
    }

    @Test
    void filesOfSeveralWritersBecomeOne() throws IOException {
        Table table = create("zstd");
        table.updateSchema().deleteColumn("code").commit();
        write(table, ForeignCase.pyarrow(Map.of("store_decimal_as_integer", false, "compression", "gzip")), 0);
        write(table, ForeignCase.duckdb(Map.of("from_table", true, "parquet_version", "v2")), 601);
        append(1202, List.of(90, 200, 1));
        table.refresh();

        assertCompacts(table, ForeignCase.COLUMNAR, JavaReading.rows(table));
    }

    @Test
    void filesThatPyIcebergAppendedBecomeOne() throws IOException {
        Table table = create("zstd");
        JsonNode rows = append(0, List.of(90, 90, 200, 300, 300, 1));
        table.refresh();
        assertSameRows(JavaReading.rows(table), texts(rows));

        assertCompacts(table, ForeignCase.COLUMNAR, texts(rows));
    }

    /** By the engine, so that all readers find the rows that were written. */
    private void assertCompacts(Table table, String engine, List<String> written) throws IOException {
        Run run = lake.maintenance().run(name("foreign"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).endsWith(", " + engine);
        table.refresh();
        assertSameRows(JavaReading.rows(table), written);
        assertJavaFindsRanges(table, written.size());
        JsonNode read = python.read(files(table));
        assertSameRows(texts(read.get("pyarrow")), written);
        assertSameRows(texts(read.get("duckdb")), written);
        assertThat(read.get("ranges").asInt()).isGreaterThanOrEqualTo(40);
        assertThat(read.get("missed")).isEmpty();
    }

    /** Says of a few rows that they differ, where all of them would be very long. */
    private static void assertSameRows(List<String> found, List<String> expected) {
        if (!found.equals(expected)) {
            List<String> lost = new ArrayList<>(expected);
            found.forEach(lost::remove);
            List<String> strange = new ArrayList<>(found);
            expected.forEach(strange::remove);
            fail("%d rows instead of %d; %d are lost, as %s; %d are strange, as %s"
                    .formatted(
                            found.size(),
                            expected.size(),
                            lost.size(),
                            lost.stream().limit(2).toList(),
                            strange.size(),
                            strange.stream().limit(2).toList()));
        }
    }

    private Table create(String codec) {
        Table table = lake.catalog
                .buildTable(name("foreign"), SCHEMA)
                .withPartitionSpec(PartitionSpec.unpartitioned())
                .withProperty("format-version", "2")
                .withProperty("write.parquet.compression-codec", codec)
                // Several row groups and many pages, for readers to leave out.
                .withProperty("write.parquet.row-group-size-bytes", "65536")
                .withProperty("write.parquet.page-size-bytes", "2048")
                .withProperties(BLOOM_FILTERS)
                .create();
        assertThat(table.schema().asStruct()).as("the ids in the files").isEqualTo(SCHEMA.asStruct());
        return table;
    }

    /** Writes the files and appends them to the table; their rows. */
    private static JsonNode write(Table table, ForeignCase of, long first) throws IOException {
        Path directory = Path.of(table.location(), "data", "from-" + first);
        Files.createDirectories(directory);
        JsonNode rows = python.write(directory, of, first);
        NameMapping mapping = MappingUtil.create(table.schema());
        table.updateProperties()
                .set(TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(mapping))
                .commit();
        AppendFiles append = table.newFastAppend();
        for (int i = 0; i < of.rows().size(); i++) {
            InputFile file =
                    table.io().newInputFile(directory.resolve(i + ".parquet").toString());
            append.appendFile(DataFiles.builder(table.spec())
                    .withInputFile(file)
                    .withMetrics(ParquetUtil.fileMetrics(file, MetricsConfig.forTable(table), mapping))
                    .build());
        }
        append.commit();
        return rows;
    }

    /** By PyIceberg, a file for each number of rows; all rows of the table. */
    private JsonNode append(long first, List<Integer> rows) throws IOException {
        Path database = lake.directory.resolve("catalog.db");
        return python.append(database, Lakehouse.CATALOG, "clinical.foreign", first, rows);
    }

    private static List<Path> files(Table table) throws IOException {
        List<Path> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> files.add(Path.of(task.file().location())));
        }
        return files;
    }

    private static void assertJavaFindsRanges(Table table, int rows) throws IOException {
        int width = rows / 3;
        for (long from = 0; from + width <= rows; from += width) {
            List<Long> ids = LongStream.range(from, from + width).boxed().toList();
            List<Long> found = new ArrayList<>();
            try (CloseableIterable<Record> records = IcebergGenerics.read(table)
                    .select("id")
                    .where(Expressions.and(
                            Expressions.greaterThanOrEqual("id", from), Expressions.lessThan("id", from + width)))
                    .build()) {
                records.forEach(record -> found.add((Long) record.getField("id")));
            }
            assertThat(found).as("Iceberg's").containsExactlyInAnyOrderElementsOf(ids);
            List<Long> ofParquet = new ArrayList<>();
            for (Path file : files(table)) {
                ofParquet.addAll(idsByPageIndex(file, from, from + width));
            }
            assertThat(ofParquet).as("Parquet's").containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    /** By Parquet's own reader, which checks the checksums of the pages that it does not leave out. */
    private static List<Long> idsByPageIndex(Path file, long from, long to) throws IOException {
        Operators.LongColumn id = FilterApi.longColumn("id");
        List<Long> ids = new ArrayList<>();
        try (ParquetReader<Group> reader = new GroupReader(file)
                .withFilter(FilterCompat.get(FilterApi.and(FilterApi.gtEq(id, from), FilterApi.lt(id, to))))
                .usePageChecksumVerification()
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                ids.add(row.getLong("id", 0));
            }
        }
        return ids;
    }

    private static final class GroupReader extends ParquetReader.Builder<Group> {
        GroupReader(Path file) {
            super(new LocalInputFile(file), new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
