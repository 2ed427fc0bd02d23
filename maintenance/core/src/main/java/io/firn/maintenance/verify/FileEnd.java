package io.firn.maintenance.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.RangeReadable;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * The end of a Parquet file, with all of the footer, as Parquet's own reader wants a file. That reader goes to the very end and
 * back to where the footer begins: in an object store each of the two is a request, and this is one for both.
 */
final class FileEnd implements InputFile {
    /** Longer footers are read by a second request. */
    static final int USUAL_BYTES = 1 << 18;
    /** Length of the footer and magic number. */
    private static final int TRAILER_BYTES = 8;

    private static final int MAGIC = 'P' | 'A' << 8 | 'R' << 16 | '1' << 24;

    private final byte[] bytes;
    private final long length;

    private FileEnd(byte[] bytes, long length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Reads it. What has no footer is left to Parquet's reader, which says so. */
    static FileEnd withFooter(org.apache.iceberg.io.InputFile file) throws IOException {
        FileEnd end = read(file, USUAL_BYTES);
        long wanted = end.footerBytes() + TRAILER_BYTES;
        return wanted > end.bytes.length && wanted <= end.length ? read(file, wanted) : end;
    }

    private static FileEnd read(org.apache.iceberg.io.InputFile file, long most) throws IOException {
        long length = file.getLength();
        byte[] bytes = new byte[Math.toIntExact(Math.min(most, length))];
        try (org.apache.iceberg.io.SeekableInputStream stream = file.newStream()) {
            if (stream instanceof RangeReadable ranges) {
                ranges.readFully(length - bytes.length, bytes);
            } else {
                stream.seek(length - bytes.length);
                IOUtil.readFully(stream, bytes, 0, bytes.length);
            }
        }
        return new FileEnd(bytes, length);
    }

    private long footerBytes() {
        if (bytes.length < TRAILER_BYTES) {
            return 0;
        }
        ByteBuffer trailer = ByteBuffer.wrap(bytes, bytes.length - TRAILER_BYTES, TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        long footer = Integer.toUnsignedLong(trailer.getInt());
        return trailer.getInt() == MAGIC ? footer : 0;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public SeekableInputStream newStream() {
        Cursor cursor = new Cursor(bytes);
        return new DelegatingSeekableInputStream(cursor) {
            @Override
            public long getPos() {
                return length - bytes.length + cursor.position();
            }

            @Override
            public void seek(long position) {
                cursor.seek(position - (length - bytes.length));
            }
        };
    }

    private static final class Cursor extends ByteArrayInputStream {
        Cursor(byte[] bytes) {
            super(bytes);
        }

        int position() {
            return pos;
        }

        void seek(long position) {
            pos = Math.toIntExact(position);
        }
    }
}
