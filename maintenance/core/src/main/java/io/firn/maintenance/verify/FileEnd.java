package io.firn.maintenance.verify;

import io.firn.maintenance.columnar.FileTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Reads the end of a Parquet file with all of the footer. Parquet's own reader goes to the very end and back to where the footer
 * begins: in an object store each of the two is a request, and this is one for both.
 */
final class FileEnd {
    /** Longer footers are read by a second request. */
    static final int USUAL_BYTES = 1 << 18;
    /** Length of the footer and magic number. */
    private static final int TRAILER_BYTES = 8;

    private static final int MAGIC = 'P' | 'A' << 8 | 'R' << 16 | '1' << 24;

    private FileEnd() {}

    /** Reads it. What has no footer is left to Parquet's reader, which says so. */
    static FileTail withFooter(InputFile file) throws IOException {
        FileTail end = read(file, USUAL_BYTES);
        long wanted = footerBytes(end) + TRAILER_BYTES;
        return wanted > end.length() && wanted <= end.fileLength() ? read(file, wanted) : end;
    }

    private static FileTail read(InputFile file, long most) throws IOException {
        long length = file.getLength();
        byte[] bytes = new byte[Math.toIntExact(Math.min(most, length))];
        try (SeekableInputStream stream = file.newStream()) {
            if (stream instanceof RangeReadable ranges) {
                ranges.readFully(length - bytes.length, bytes);
            } else {
                stream.seek(length - bytes.length);
                IOUtil.readFully(stream, bytes, 0, bytes.length);
            }
        }
        return new FileTail(bytes, bytes.length, length);
    }

    private static long footerBytes(FileTail end) {
        if (end.length() < TRAILER_BYTES) {
            return 0;
        }
        ByteBuffer trailer = ByteBuffer.wrap(end.bytes(), end.length() - TRAILER_BYTES, TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        long footer = Integer.toUnsignedLong(trailer.getInt());
        return trailer.getInt() == MAGIC ? footer : 0;
    }
}
