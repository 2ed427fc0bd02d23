package io.firn.maintenance.columnar;

import java.io.ByteArrayInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * The end of a file, or all of it, in memory, as Parquet's own reader wants a file: it goes to the very end and back to where
 * the footer begins.
 *
 * @param bytes of which the first {@code length} are the last of the file
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
public record FileTail(byte[] bytes, int length, long fileLength) implements InputFile {
    @Override
    public long getLength() {
        return fileLength;
    }

    @Override
    public SeekableInputStream newStream() {
        Cursor cursor = new Cursor(bytes, length);
        return new DelegatingSeekableInputStream(cursor) {
            @Override
            public long getPos() {
                return fileLength - length + cursor.position();
            }

            @Override
            public void seek(long position) {
                cursor.seek(position - (fileLength - length));
            }
        };
    }

    private static final class Cursor extends ByteArrayInputStream {
        Cursor(byte[] bytes, int length) {
            super(bytes, 0, length);
        }

        int position() {
            return pos;
        }

        void seek(long position) {
            pos = Math.toIntExact(position);
        }
    }
}
