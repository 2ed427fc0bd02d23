package io.firn.lake.avro;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in Avro's binary encoding, read from front to end. What lies beyond the end is not told apart: see {@link #ended}. */
public final class AvroInput {
    private byte[] bytes;
    private int position;
    private int end;

    public AvroInput(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    /** Goes on with other bytes. */
    void reset(byte[] next, int length) {
        bytes = next;
        position = 0;
        end = length;
    }

    /** The array that is read now; it is used again for the next block. */
    public byte[] array() {
        return bytes;
    }

    public int position() {
        return position;
    }

    /** Whether exactly all was read. */
    public boolean ended() {
        return position == end;
    }

    public int remaining() {
        return end - position;
    }

    public void skip(long count) {
        if (count < 0 || count > end - position) {
            throw new UnsupportedAvroException(
                    "Cannot read Avro: " + count + " bytes expected, " + remaining() + " left");
        }
        position += (int) count;
    }

    public byte readByte() {
        return bytes[position++];
    }

    /** Gives {@code count} back if so many values of a byte or more may still come. */
    long expectItems(long count) {
        if (count < 0 || count > remaining()) {
            throw new UnsupportedAvroException(
                    "Cannot read Avro: " + count + " items expected in " + remaining() + " bytes");
        }
        return count;
    }

    public int readInt() {
        long number = readLong();
        if (number != (int) number) {
            throw new UnsupportedAvroException("Cannot read Avro: a number of more than 32 bits");
        }
        return (int) number;
    }

    public long readLong() {
        byte next = bytes[position++];
        long number = next & 0x7f;
        for (int shift = 7; next < 0; shift += 7) {
            if (shift > 63) {
                throw new UnsupportedAvroException("Cannot read Avro: a number of more than 64 bits");
            }
            next = bytes[position++];
            number |= (long) (next & 0x7f) << shift;
        }
        return (number >>> 1) ^ -(number & 1);
    }

    public long readLittleEndian(int size) {
        long number = littleEndian(bytes, position, size);
        skip(size);
        return number;
    }

    public byte[] readBytes(long length) {
        int start = position;
        skip(length);
        return Arrays.copyOfRange(bytes, start, position);
    }

    public String readString() {
        long length = readLong();
        int start = position;
        skip(length);
        return new String(bytes, start, (int) length, StandardCharsets.UTF_8);
    }

    /** A number of four or eight bytes, the lowest first; the sign of four is kept. */
    public static long littleEndian(byte[] bytes, int position, int size) {
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[position + i] & 0xff);
        }
        return size == Integer.BYTES ? (int) number : number;
    }
}
