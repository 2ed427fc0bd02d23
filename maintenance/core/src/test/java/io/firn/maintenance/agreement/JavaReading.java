package io.firn.maintenance.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** What Iceberg's own reader finds in a table, in the words of {@code read_table.py}; rows are in no order. */
final class JavaReading {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JavaReading() {}

    static JsonNode of(Table table) throws IOException {
        Map<String, Object> refs = new TreeMap<>();
        for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
            refs.put(ref.getKey(), read(table, ref.getValue()));
        }
        Map<String, Object> found = Map.of(
                "uuid", ((HasTableOperations) table).operations().current().uuid(),
                "schema", table.schema().schemaId(),
                "spec", table.spec().specId(),
                "snapshots",
                        StreamSupport.stream(table.snapshots().spliterator(), false)
                                .map(Snapshot::snapshotId)
                                .sorted()
                                .toList(),
                "refs", refs);
        // Written and read again: numbers of one value are then one kind of node.
        return JSON.readTree(JSON.writeValueAsBytes(found));
    }

    /** The rows of the current snapshot, each as its text, sorted. */
    static List<String> rows(Table table) throws IOException {
        return texts(JSON.readTree(
                JSON.writeValueAsBytes(rows(table, table.currentSnapshot().snapshotId()))));
    }

    /** Each row as its text, sorted. */
    static List<String> texts(JsonNode rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.toString()));
        texts.sort(null);
        return texts;
    }

    private static List<Object> rows(Table table, long snapshot) throws IOException {
        List<Object> rows = new ArrayList<>();
        int columns = table.schema().columns().size();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
            // The reader leaves columns that it needed for deletes at the end of a row.
            records.forEach(record -> rows.add(values(record, columns)));
        }
        return rows;
    }

    private static Map<String, Object> read(Table table, SnapshotRef ref) throws IOException {
        List<Object> rows = rows(table, ref.snapshotId());
        Map<String, Object> files = new TreeMap<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(ref.snapshotId())
                .includeColumnStats()
                .planFiles()) {
            tasks.forEach(task -> files.put(name(task.file()), dataFile(task)));
        }
        return Map.of(
                "type",
                ref.isBranch() ? "branch" : "tag",
                "snapshot",
                ref.snapshotId(),
                "rows",
                rows,
                "count",
                rows.size(),
                "files",
                files);
    }

    private static Map<String, Object> dataFile(FileScanTask task) {
        return Map.of(
                "records", task.file().recordCount(),
                "bytes", task.file().fileSizeInBytes(),
                "spec", task.file().specId(),
                "values", counts(task.file().valueCounts()),
                "nulls", counts(task.file().nullValueCounts()),
                "lower", bounds(task.file().lowerBounds()),
                "upper", bounds(task.file().upperBounds()),
                "deletes",
                        task.deletes().stream().map(JavaReading::name).sorted().toList());
    }

    private static Map<Integer, Long> counts(@Nullable Map<Integer, Long> counts) {
        return counts == null ? Map.of() : counts;
    }

    private static Map<Integer, String> bounds(@Nullable Map<Integer, ByteBuffer> bounds) {
        Map<Integer, String> hex = new TreeMap<>();
        if (bounds != null) {
            bounds.forEach((field, bound) -> hex.put(field, hex(bound)));
        }
        return hex;
    }

    private static String name(ContentFile<?> file) {
        return file.location().substring(file.location().lastIndexOf('/') + 1);
    }

    private static List<@Nullable Object> values(StructLike row, int columns) {
        List<@Nullable Object> values = new ArrayList<>();
        IntStream.range(0, columns).forEach(i -> values.add(plain(row.get(i, Object.class))));
        return values;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            return micros(time.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        if (value instanceof LocalDateTime time) {
            return micros(time);
        }
        if (value instanceof LocalDate || value instanceof UUID) {
            return value.toString();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof ByteBuffer bytes) {
            return hex(bytes);
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Float number) {
            return plain(number.doubleValue());
        }
        if (value instanceof Double number && Double.isNaN(number)) {
            return "NaN";
        }
        if (value instanceof StructLike struct) {
            return values(struct, struct.size());
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(plain(element)));
            return elements;
        }
        if (value instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            map.forEach((key, of) -> entries.add(Arrays.asList(plain(key), plain(of))));
            return entries;
        }
        return value;
    }

    private static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
