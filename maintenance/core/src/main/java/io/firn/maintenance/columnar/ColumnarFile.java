package io.firn.maintenance.columnar;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** One Parquet file of the output, written a column at a time; it has page checksums and both indexes. One thread. */
final class ColumnarFile implements Closeable {
    private final Supplier<OutputFile> locations;
    private final MessageType schema;
    private final WriteSettings settings;
    private @Nullable Begun begun;
    /** By field id. */
    private final Map<Integer, FloatTotals> floats = new TreeMap<>();

    /** @param locations asked for one once there is a row */
    ColumnarFile(Supplier<OutputFile> locations, MessageType schema, WriteSettings settings) {
        this.locations = locations;
        this.schema = schema;
        this.settings = settings;
    }

    private record Begun(OutputFile file, ParquetFileWriter writer) {}

    private ParquetFileWriter writer() throws IOException {
        Begun already = begun;
        if (already != null) {
            return already.writer();
        }
        OutputFile file = locations.get();
        ParquetFileWriter writer = new ParquetFileWriter(
                new Target(file),
                schema,
                ParquetFileWriter.Mode.CREATE,
                settings.rowGroupBytes(),
                0,
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
                true);
        begun = new Begun(file, writer);
        writer.start();
        return writer;
    }

    void startRowGroup(long rows) throws IOException {
        writer().startBlock(rows);
    }

    void write(ColumnDescriptor column, OutputChunk.Finished copied) throws IOException {
        ParquetFileWriter writer = writer();
        writer.startColumn(column, copied.values(), settings.codec());
        if (copied.dictionary().isPresent()) {
            writer.writeDictionaryPage(copied.dictionary().get());
        }
        for (OutputPage page : copied.pages()) {
            writer.writeDataPage(
                    page.values(),
                    page.uncompressedLength(),
                    BytesInput.from(page.bytes(), page.offset(), page.length()),
                    page.statistics(),
                    page.rows(),
                    Encoding.RLE,
                    Encoding.RLE,
                    page.encoding(),
                    null,
                    null,
                    page.sizes().orElse(null));
        }
        writer.endColumn();
        copied.bytes().release();
        copied.bloomFilter().ifPresent(filter -> writer.addBloomFilter(String.join(".", column.getPath()), filter));
        copied.floats()
                .ifPresent(totals ->
                        floats.merge(column.getPrimitiveType().getId().intValue(), totals, FloatTotals::plus));
    }

    void endRowGroup() throws IOException {
        writer().endBlock();
    }

    /** Writes a row group at once. */
    void write(long rows, List<ColumnDescriptor> columns, List<OutputChunk.Finished> chunks) throws IOException {
        startRowGroup(rows);
        for (int i = 0; i < columns.size(); i++) {
            write(columns.get(i), chunks.get(i));
        }
        endRowGroup();
    }

    /** Writes the footer of a file that is of no table. */
    void end() throws IOException {
        writer().end(Map.of());
    }

    /** Writes the footer; the file is whole then. None if there was no row. */
    Optional<DataFile> finish(Table table, Schema written, List<FileScanTask> inputs, SortOrder order)
            throws IOException {
        Begun whole = begun;
        if (whole == null) {
            return Optional.empty();
        }
        ParquetFileWriter writer = whole.writer();
        writer.end(Map.of("iceberg.schema", SchemaParser.toJson(written)));
        Stream<FieldMetrics<?>> metrics =
                floats.entrySet().stream().map(field -> field.getValue().metrics(field.getKey()));
        FileScanTask first = inputs.get(0);
        return Optional.of(DataFiles.builder(first.spec())
                .withPath(whole.file().location())
                .withFormat(FileFormat.PARQUET)
                .withPartition(first.file().partition())
                .withFileSizeInBytes(writer.getPos())
                .withMetrics(ParquetUtil.footerMetrics(writer.getFooter(), metrics, MetricsConfig.forTable(table)))
                .withSplitOffsets(ParquetUtil.getSplitOffsets(writer.getFooter()))
                .withSortOrder(order)
                .build());
    }

    @Override
    public void close() throws IOException {
        Begun open = begun;
        if (open != null) {
            open.writer().close();
        }
    }

    private record Target(OutputFile file) implements org.apache.parquet.io.OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            org.apache.iceberg.io.PositionOutputStream stream = file.create();
            return new DelegatingPositionOutputStream(stream) {
                @Override
                public long getPos() throws IOException {
                    return stream.getPos();
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }

        @Override
        public String getPath() {
            return file.location();
        }
    }
}
