package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.api.Binary;

/** Recomputes from the rows what a file's pages and indexes say, with Parquet's own reader and its checksums. */
final class PageCheck {
    private PageCheck() {}

    static void check(InputFile file, Schema schema, List<Record> rows) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder().usePageChecksumVerification(true).build();
        byte[] bytes = new byte[(int) file.getLength()];
        try (java.io.InputStream stream = file.newStream()) {
            assertThat(stream.readNBytes(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        }
        try (ParquetFileReader reader =
                ParquetFileReader.open(new FileTail(bytes, bytes.length, bytes.length), options)) {
            int first = 0;
            for (BlockMetaData rowGroup : reader.getRowGroups()) {
                int count = (int) rowGroup.getRowCount();
                checkRowGroup(reader, rowGroup, schema, rows.subList(first, first + count));
                first += count;
            }
            assertThat(first).isEqualTo(rows.size());
        }
    }

    private static void checkRowGroup(
            ParquetFileReader reader, BlockMetaData rowGroup, Schema schema, List<Record> rows) throws IOException {
        try (PageReadStore pages = reader.readNextRowGroup()) {
            for (ColumnDescriptor column : reader.getFileMetaData().getSchema().getColumns()) {
                PageReader values = pages.getPageReader(column);
                values.readDictionaryPage();
                long seen = 0;
                for (var page = values.readPage(); page != null; page = values.readPage()) {
                    seen += page.getValueCount();
                }
                assertThat(seen).isEqualTo(values.getTotalValueCount());
            }
        }
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
            OffsetIndex offsets = reader.readOffsetIndex(chunk);
            assertThat(offsets).isNotNull();
            assertThat(offsets.getLastRowIndex(offsets.getPageCount() - 1, rows.size()))
                    .isEqualTo(rows.size() - 1);
            checkSizes(chunk);
            if (chunk.getPath().size() == 1) {
                Types.NestedField field =
                        schema.findField(chunk.getPrimitiveType().getId().intValue());
                checkBytes(field, chunk, rows);
                if (chunk.getBloomFilterOffset() >= 0) {
                    checkBloomFilter(field, reader.readBloomFilter(chunk), rows);
                }
                checkPages(field, reader.readColumnIndex(chunk), offsets, rows);
            }
        }
    }

    private static void checkSizes(ColumnChunkMetaData chunk) {
        SizeStatistics sizes = chunk.getSizeStatistics();
        List<Long> definitions = sizes.isValid() ? sizes.getDefinitionLevelHistogram() : List.of();
        if (!definitions.isEmpty()) {
            assertThat(definitions.stream().mapToLong(Long::longValue).sum()).isEqualTo(chunk.getValueCount());
            assertThat(definitions.get(definitions.size() - 1))
                    .isEqualTo(chunk.getValueCount() - chunk.getStatistics().getNumNulls());
        }
    }

    private static void checkBytes(Types.NestedField field, ColumnChunkMetaData chunk, List<Record> rows) {
        boolean isText = field.type().typeId() == Type.TypeID.STRING;
        if (isText && chunk.getSizeStatistics().isValid()) {
            long bytes = rows.stream()
                    .map(row -> internal(field, row))
                    .filter(Objects::nonNull)
                    .mapToLong(value -> value.toString().getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(chunk.getSizeStatistics().getUnencodedByteArrayDataBytes())
                    .contains(bytes);
        }
    }

    private static void checkBloomFilter(Types.NestedField field, BloomFilter filter, List<Record> rows) {
        for (Record row : rows) {
            Object value = internal(field, row);
            if (value instanceof CharSequence text) {
                assertThat(filter.findHash(filter.hash(Binary.fromString(text.toString()))))
                        .isTrue();
            } else if (value instanceof Integer || value instanceof Long) {
                Object stored = field.type().typeId() == Type.TypeID.DECIMAL ? null : value;
                assertThat(stored == null || filter.findHash(filter.hash(stored)))
                        .isTrue();
            }
        }
    }

    private static void checkPages(Types.NestedField field, ColumnIndex index, OffsetIndex offsets, List<Record> rows) {
        if (index == null) {
            assertThat(field.type().typeId()).as("no column index").isIn(Type.TypeID.FLOAT, Type.TypeID.DOUBLE);
            return;
        }
        Comparator<Object> order = Comparators.forType(field.type().asPrimitiveType());
        for (int page = 0; page < offsets.getPageCount(); page++) {
            List<Record> ofPage = rows.subList(
                    (int) offsets.getFirstRowIndex(page), (int) offsets.getLastRowIndex(page, rows.size()) + 1);
            List<Object> values = ofPage.stream()
                    .map(row -> internal(field, row))
                    .filter(Objects::nonNull)
                    .sorted(order)
                    .toList();
            assertThat(index.getNullCounts().get(page)).isEqualTo(ofPage.size() - values.size());
            assertThat(index.getNullPages().get(page)).isEqualTo(values.isEmpty());
            if (!values.isEmpty()) {
                Object least = values.get(0);
                Object most = values.get(values.size() - 1);
                bound(field.type(), index.getMinValues().get(page)).ifPresent(min -> {
                    if (isWhole(field.type(), least)) {
                        assertThat(order.compare(min, least))
                                .as("min of %s", field)
                                .isZero();
                    } else {
                        assertThat(order.compare(min, least)).isLessThanOrEqualTo(0);
                    }
                });
                bound(field.type(), index.getMaxValues().get(page)).ifPresent(max -> {
                    if (isWhole(field.type(), most)) {
                        assertThat(order.compare(max, most))
                                .as("max of %s", field)
                                .isZero();
                    } else {
                        assertThat(order.compare(max, most)).isGreaterThanOrEqualTo(0);
                    }
                });
            }
        }
    }

    /** As far as Parquet writes and orders it like Iceberg; zeros have two signs. */
    private static Optional<Object> bound(Type type, ByteBuffer bytes) {
        return switch (type.typeId()) {
            case DECIMAL, FLOAT, DOUBLE, UUID -> Optional.empty();
            default ->
                Optional.of(Conversions.fromByteBuffer(type, bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN)));
        };
    }

    /** Whether an index keeps all of a bound. */
    private static boolean isWhole(Type type, Object value) {
        return switch (type.typeId()) {
            case STRING -> value.toString().getBytes(StandardCharsets.UTF_8).length <= 64;
            case BINARY -> ((ByteBuffer) value).remaining() <= 64;
            default -> true;
        };
    }

    private static Object internal(Types.NestedField field, Record row) {
        InternalRecordWrapper wrapper = new InternalRecordWrapper(row.struct()).wrap(row);
        int position = row.struct().fields().indexOf(row.struct().field(field.fieldId()));
        return wrapper.get(position, Object.class);
    }
}
