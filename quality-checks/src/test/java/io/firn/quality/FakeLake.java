package io.firn.quality;

import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.CommitReader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** Real metadata and manifests of files that are not there, in memory. */
public final class FakeLake implements AutoCloseable {
    public static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "score", Types.DoubleType.get()),
            Types.NestedField.optional(3, "note", Types.StringType.get()),
            Types.NestedField.optional(4, "at", Types.TimestampType.withZone()),
            Types.NestedField.optional(
                    5,
                    "_kafka",
                    Types.StructType.of(
                            Types.NestedField.optional(6, "_topic", Types.StringType.get()),
                            Types.NestedField.optional(7, "_partition", Types.IntegerType.get()),
                            Types.NestedField.optional(8, "_offset", Types.LongType.get()))));

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final TableStateReader states = new TableStateReader(new ManifestSummaryCache(1 << 20));
    private final CommitReader commits = new CommitReader(10 << 20);

    public FakeLake() {
        catalog.initialize("firn", Map.of());
        catalog.createNamespace(Namespace.of("t"));
    }

    public Table create(String name) {
        return catalog.createTable(TableIdentifier.of("t", name), SCHEMA);
    }

    public void drop(String name) {
        catalog.dropTable(TableIdentifier.of("t", name), false);
    }

    public TableState state(Table table) {
        table.refresh();
        return states.read(
                "firn", TableIdentifier.parse(table.name().substring("firn.".length())), table, Instant.now());
    }

    public CommitReader commits() {
        return commits;
    }

    /** Of the newest commit. */
    public CommitFacts facts(Table table) {
        table.refresh();
        return commits.read(table, SnapshotState.of(table.currentSnapshot()));
    }

    public void append(Table table, DataFile... files) {
        append(table, -1, files);
    }

    /** @param checkpoint of a Flink writer, unless it is negative */
    public void append(Table table, long checkpoint, DataFile... files) {
        AppendFiles append = table.newFastAppend();
        for (DataFile file : files) {
            append.appendFile(file);
        }
        if (checkpoint >= 0) {
            append.set("flink.job-id", "job")
                    .set("flink.operator-id", "sink")
                    .set("flink.max-committed-checkpoint-id", String.valueOf(checkpoint));
        }
        append.commit();
    }

    public static FileOf file(Table table, long rows) {
        return new FileOf(table, rows);
    }

    /** A data file with the statistics that it is given. */
    public static final class FileOf {
        private final Table table;
        private final long rows;
        private final Map<Integer, Long> values = new HashMap<>();
        private final Map<Integer, Long> nulls = new HashMap<>();
        private final Map<Integer, Long> nans = new HashMap<>();
        private final Map<Integer, ByteBuffer> lower = new HashMap<>();
        private final Map<Integer, ByteBuffer> upper = new HashMap<>();

        private FileOf(Table table, long rows) {
            this.table = table;
            this.rows = rows;
            counts("id", 0);
        }

        public FileOf counts(String column, long nullCount) {
            int id = table.schema().findField(column).fieldId();
            values.put(id, rows);
            nulls.put(id, nullCount);
            return this;
        }

        public FileOf nans(String column, long count) {
            nans.put(table.schema().findField(column).fieldId(), count);
            return this;
        }

        public FileOf bounds(String column, Object least, Object greatest) {
            Types.NestedField field = table.schema().findField(column);
            lower.put(field.fieldId(), Conversions.toByteBuffer(field.type(), least));
            upper.put(field.fieldId(), Conversions.toByteBuffer(field.type(), greatest));
            return this;
        }

        public FileOf offsets(String topic, int partition, long first, long last) {
            return bounds("_kafka._topic", topic, topic)
                    .bounds("_kafka._partition", partition, partition)
                    .bounds("_kafka._offset", first, last);
        }

        public FileOf with(UnaryOperator<FileOf> more) {
            return more.apply(this);
        }

        public DataFile build() {
            return DataFiles.builder(table.spec())
                    .withPath("memory:/data/" + UUID.randomUUID() + ".parquet")
                    .withFormat(FileFormat.PARQUET)
                    .withFileSizeInBytes(1_000)
                    .withMetrics(new Metrics(rows, null, values, nulls, nans, lower, upper))
                    .build();
        }
    }

    @Override
    public void close() throws Exception {
        catalog.close();
    }
}
