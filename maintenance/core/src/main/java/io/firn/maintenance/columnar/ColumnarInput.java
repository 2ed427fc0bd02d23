package io.firn.maintenance.columnar;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file, or some row groups of it. A file that fits is read in one go: for an object store that is one request.
 * Of a larger one only the end is held, with footer and indexes, and each column chunk is read by who needs it.
 */
final class ColumnarInput {
    /** With options of its own each file would ask Hadoop's configuration anew, which takes milliseconds. */
    private static final ParquetReadOptions OPTIONS =
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

    private static final int TAIL = 1 << 20;
    /** Indexes that would take more are read one by one. */
    private static final int MOST_INDEXES = 64 << 20;
    /** Length of the footer and magic number. */
    private static final int END = 8;

    private final InputFile file;
    private final String name;
    private final long length;
    private final Slice held;
    private final long heldFrom;
    private final ParquetMetadata footer;
    private final List<ColumnDescriptor> columns;
    private final List<BlockMetaData> rowGroups;

    private ColumnarInput(
            InputFile file,
            long length,
            Slice held,
            long heldFrom,
            ParquetMetadata footer,
            List<ColumnDescriptor> columns,
            List<BlockMetaData> rowGroups) {
        this.file = file;
        this.name = name(file.location());
        this.length = length;
        this.held = held;
        this.heldFrom = heldFrom;
        this.footer = footer;
        this.columns = columns;
        this.rowGroups = rowGroups;
    }

    /** Some bytes, with {@link LittleEndian#SLACK} readable past their end. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Slice(byte[] bytes, int offset, int length) {}

    /** Of a file without its directory, which may hold partition values. */
    static String name(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /**
     * Reads all of a file.
     *
     * @param buffers to which {@link #release} gives its bytes back
     * @throws UnreadableFileException if it is not there or too short
     * @throws CorruptPageException if its footer cannot be read
     */
    static ColumnarInput whole(InputFile file, int length, ByteArrays buffers) {
        Slice all = read(file, 0, length, buffers.take(length + LittleEndian.SLACK));
        ParquetMetadata footer = footer(file, length, all);
        return new ColumnarInput(file, length, all, 0, footer, columns(footer), footer.getBlocks());
    }

    /**
     * Reads the end of a file.
     *
     * @throws CorruptPageException if its footer cannot be read
     */
    static ColumnarInput byChunks(InputFile file, long length) {
        long from = Math.max(0, length - TAIL);
        Slice tail = read(file, from, (int) (length - from));
        long footerFrom = length - END - (length < END ? 0 : LittleEndian.intAt(tail.bytes(), tail.length() - END));
        if (footerFrom >= 0 && footerFrom < from) {
            from = footerFrom;
            tail = read(file, from, Math.toIntExact(length - from));
        }
        ParquetMetadata footer = footer(file, length, tail);
        long indexes = footer.getBlocks().stream()
                .flatMap(rowGroup -> rowGroup.getColumns().stream())
                .flatMapToLong(ColumnarInput::indexOffsets)
                .min()
                .orElse(from);
        if (indexes >= 0 && indexes < from && length - indexes <= MOST_INDEXES) {
            from = indexes;
            tail = read(file, from, Math.toIntExact(length - from));
        }
        return new ColumnarInput(file, length, tail, from, footer, columns(footer), footer.getBlocks());
    }

    /** Parquet makes them anew each time that it is asked. */
    private static List<ColumnDescriptor> columns(ParquetMetadata footer) {
        return footer.getFileMetaData().getSchema().getColumns();
    }

    private static LongStream indexOffsets(ColumnChunkMetaData chunk) {
        return Stream.of(chunk.getColumnIndexReference(), chunk.getOffsetIndexReference())
                .filter(Objects::nonNull)
                .mapToLong(IndexReference::getOffset);
    }

    private static Slice read(InputFile file, long from, int length) {
        return read(file, from, length, new byte[length + LittleEndian.SLACK]);
    }

    private static Slice read(InputFile file, long from, int length, byte[] bytes) {
        try (SeekableInputStream stream = file.newStream()) {
            if (stream instanceof RangeReadable ranges) {
                ranges.readFully(from, bytes, 0, length);
            } else {
                stream.seek(from);
                IOUtil.readFully(stream, bytes, 0, length);
            }
        } catch (EOFException e) {
            throw new UnreadableFileException(name(file.location()), "it is shorter than the table says", e);
        } catch (IOException e) {
            throw new UnreadableFileException(
                    name(file.location()), e.getClass().getSimpleName(), e);
        } catch (NotFoundException e) {
            throw new UnreadableFileException(
                    name(file.location()), "it is not there (NotFoundException)", new IOException(e));
        }
        return new Slice(bytes, 0, length);
    }

    private static ParquetMetadata footer(InputFile file, long length, Slice tail) {
        try {
            FileTail end = new FileTail(tail.bytes(), tail.length(), length);
            return ParquetFileReader.readFooter(end, OPTIONS, end.newStream());
        } catch (IOException | RuntimeException e) {
            throw new CorruptPageException("its file has no readable footer", e).in(name(file.location()));
        }
    }

    /** Gives its bytes back; afterwards nothing may be asked of it. */
    void release(ByteArrays buffers) {
        buffers.give(held.bytes());
    }

    /** The same file with one of its row groups. */
    ColumnarInput only(BlockMetaData rowGroup) {
        return new ColumnarInput(file, length, held, heldFrom, footer, columns, List.of(rowGroup));
    }

    /** Without its directory. */
    String name() {
        return name;
    }

    /** Of the whole file. */
    ParquetMetadata footer() {
        return footer;
    }

    List<BlockMetaData> rowGroups() {
        return rowGroups;
    }

    /**
     * Whether bounds of floating-point numbers mean that there is no NaN: Parquet's Java writer has none where there is one,
     * others leave the NaNs out of them.
     */
    boolean boundsExcludeNaN() {
        String writer = footer.getFileMetaData().getCreatedBy();
        return writer != null && writer.startsWith("parquet-mr version 1.");
    }

    /** The leaves of the schema. */
    List<ColumnDescriptor> columns() {
        return columns;
    }

    MessageType schema() {
        return footer.getFileMetaData().getSchema();
    }

    /** The pages of a column chunk. */
    Slice slice(ColumnChunkMetaData chunk) {
        return slice(chunk.getStartingPos(), chunk.getTotalSize(), "a column beyond the end of the file");
    }

    /** An index, which must lie in the file. */
    ByteArrayInputStream stream(IndexReference index) {
        Slice slice = slice(index.getOffset(), index.getLength(), "an index beyond the end of the file");
        return new ByteArrayInputStream(slice.bytes(), slice.offset(), slice.length());
    }

    private Slice slice(long from, long count, String problem) {
        if (from < 0 || count < 0 || count > Integer.MAX_VALUE - LittleEndian.SLACK || from + count > length) {
            throw new CorruptPageException(problem);
        }
        return from >= heldFrom
                ? new Slice(held.bytes(), (int) (from - heldFrom), (int) count)
                : read(file, from, (int) count);
    }
}
