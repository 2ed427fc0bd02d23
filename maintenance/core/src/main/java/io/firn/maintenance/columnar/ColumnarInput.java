package io.firn.maintenance.columnar;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file in memory, read in one go: for an object store that is one request.
 *
 * @param name without its directory
 * @param bytes the file's, and {@link LittleEndian#SLACK} more
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record ColumnarInput(String name, byte[] bytes, int length, ParquetMetadata footer) {
    /** With options of its own each file would ask Hadoop's configuration anew, which takes milliseconds. */
    private static final ParquetReadOptions OPTIONS =
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

    /** @throws CorruptPageException if its footer cannot be read */
    static ColumnarInput read(InputFile file, int length) {
        String name = file.location().substring(file.location().lastIndexOf('/') + 1);
        byte[] bytes = new byte[length + LittleEndian.SLACK];
        try (InputStream stream = file.newStream()) {
            if (stream.readNBytes(bytes, 0, length) < length) {
                throw new EOFException("Cannot read a file: it is shorter than the table says");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a file", e);
        }
        try {
            ParquetMetadata footer = ParquetFileReader.readFooter(
                    new Source(bytes, length), OPTIONS, new Source(bytes, length).newStream());
            return new ColumnarInput(name, bytes, length, footer);
        } catch (IOException | RuntimeException e) {
            throw new CorruptPageException("its file has no readable footer", e).in(name);
        }
    }

    List<BlockMetaData> rowGroups() {
        return footer.getBlocks();
    }

    /**
     * Whether bounds of floating-point numbers mean that there is no NaN: Parquet's Java writer has none where there is one,
     * others leave the NaNs out of them.
     */
    boolean boundsExcludeNaN() {
        String writer = footer.getFileMetaData().getCreatedBy();
        return writer != null && writer.startsWith("parquet-mr version 1.");
    }

    MessageType schema() {
        return footer.getFileMetaData().getSchema();
    }

    /** Of the bytes in a range, which must lie in the file. */
    InputStream stream(IndexReference range) {
        if (range.getOffset() < 0 || range.getLength() < 0 || range.getOffset() + range.getLength() > length) {
            throw new CorruptPageException("an index beyond the end of the file");
        }
        return new ByteArrayInputStream(bytes, (int) range.getOffset(), range.getLength());
    }

    /** The bytes as Parquet's own reader wants them. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Source(byte[] bytes, int length) implements org.apache.parquet.io.InputFile {
        @Override
        public long getLength() {
            return length;
        }

        @Override
        public SeekableInputStream newStream() {
            Cursor cursor = new Cursor(bytes, length);
            return new DelegatingSeekableInputStream(cursor) {
                @Override
                public long getPos() {
                    return cursor.position();
                }

                @Override
                public void seek(long position) {
                    cursor.seek(position);
                }
            };
        }
    }

    private static final class Cursor extends ByteArrayInputStream {
        Cursor(byte[] bytes, int length) {
            super(bytes, 0, length);
        }

        long position() {
            return pos;
        }

        void seek(long position) {
            pos = Math.toIntExact(position);
        }
    }
}
