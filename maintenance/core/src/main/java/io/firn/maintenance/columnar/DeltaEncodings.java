package io.firn.maintenance.columnar;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Decodes the encodings of Parquet that store differences or split bytes, into plain values. */
final class DeltaEncodings {
    private final byte[] bytes;
    private final int to;
    private final PageCodec limit;
    private int at;

    private DeltaEncodings(byte[] bytes, int from, int to, PageCodec limit) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.limit = limit;
    }

    /**
     * The values as they would be encoded plain, in an array that is longer by {@link LittleEndian#SLACK}.
     *
     * @param bytes with {@link LittleEndian#SLACK} past {@code to}
     * @param limit knows how large a page may be: values that share prefixes make much of little
     */
    static byte[] plain(
            Encoding encoding, ValueLayout layout, int count, byte[] bytes, int from, int to, PageCodec limit) {
        if (count == 0) {
            return new byte[LittleEndian.SLACK];
        }
        DeltaEncodings page = new DeltaEncodings(bytes, from, to, limit);
        return switch (encoding) {
            case DELTA_BINARY_PACKED -> page.numbers(layout, count);
            case DELTA_LENGTH_BYTE_ARRAY -> page.texts(new int[count], page.lengths(count), layout);
            case DELTA_BYTE_ARRAY -> page.texts(page.lengths(count), page.lengths(count), layout);
            case BYTE_STREAM_SPLIT -> page.unsplit(layout, count);
            default -> throw new NotColumnarException("values are encoded as " + encoding);
        };
    }

    private byte[] numbers(ValueLayout layout, int count) {
        boolean isLong = layout.type() == PrimitiveTypeName.INT64;
        if (!isLong && layout.type() != PrimitiveTypeName.INT32) {
            throw new CorruptPageException("numbers in a column of " + layout.type());
        }
        long[] numbers = deltas(count);
        byte[] plain = new byte[Math.addExact(Math.multiplyExact(count, layout.width()), LittleEndian.SLACK)];
        for (int i = 0; i < count; i++) {
            if (isLong) {
                LittleEndian.putLong(plain, i * Long.BYTES, numbers[i]);
            } else {
                LittleEndian.putInt(plain, i * Integer.BYTES, (int) numbers[i]);
            }
        }
        return plain;
    }

    private int[] lengths(int count) {
        long[] numbers = deltas(count);
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            if (numbers[i] < 0 || numbers[i] > Integer.MAX_VALUE) {
                throw new CorruptPageException("a value of " + numbers[i] + " bytes");
            }
            lengths[i] = (int) numbers[i];
        }
        return lengths;
    }

    /** Each value begins with so many bytes of the one before it. */
    private byte[] texts(int[] prefixes, int[] suffixes, ValueLayout layout) {
        long length = 0;
        for (int i = 0; i < suffixes.length; i++) {
            length += (long) layout.prefix() + prefixes[i] + suffixes[i];
        }
        byte[] plain = new byte[limit.checked(length) + LittleEndian.SLACK];
        int into = 0;
        int before = 0;
        int beforeLength = 0;
        for (int i = 0; i < suffixes.length; i++) {
            int size = Math.addExact(prefixes[i], suffixes[i]);
            if (prefixes[i] > beforeLength
                    || suffixes[i] > to - at
                    || (!layout.isVariable() && size != layout.width())) {
                throw new CorruptPageException("values that are cut off");
            }
            if (layout.isVariable()) {
                LittleEndian.putInt(plain, into, size);
            }
            into += layout.prefix();
            System.arraycopy(plain, before, plain, into, prefixes[i]);
            System.arraycopy(bytes, at, plain, into + prefixes[i], suffixes[i]);
            at += suffixes[i];
            before = into;
            beforeLength = size;
            into += size;
        }
        return plain;
    }

    /** All first bytes of the values, then all second ones, and so on. */
    private byte[] unsplit(ValueLayout layout, int count) {
        int width = layout.width();
        int length = Math.multiplyExact(width, count);
        if (width == 0 || length > to - at) {
            throw new CorruptPageException("values that are cut off");
        }
        byte[] plain = new byte[length + LittleEndian.SLACK];
        for (int part = 0; part < width; part++) {
            for (int i = 0; i < count; i++) {
                plain[i * width + part] = bytes[at + part * count + i];
            }
        }
        return plain;
    }

    /** A stream of numbers, each stored as its difference from the one before; ends behind it. */
    private long[] deltas(int count) {
        long blockSize = unsigned();
        long miniBlocks = unsigned();
        if (unsigned() != count) {
            throw new CorruptPageException("another number of values than its header says");
        }
        long last = signed();
        if (miniBlocks <= 0 || miniBlocks > blockSize || blockSize > Integer.MAX_VALUE || blockSize % miniBlocks != 0) {
            throw new CorruptPageException("blocks of " + blockSize + " values in " + miniBlocks + " parts");
        }
        int perMiniBlock = (int) (blockSize / miniBlocks);
        long[] numbers = new long[count];
        numbers[0] = last;
        int done = 1;
        while (done < count) {
            long least = signed();
            int widths = at;
            at = Math.addExact(at, (int) miniBlocks);
            for (int part = 0; part < miniBlocks && done < count; part++) {
                if (widths + part >= to) {
                    throw new CorruptPageException("values that are cut off");
                }
                int width = bytes[widths + part] & 0xff;
                int some = Math.min(perMiniBlock, count - done);
                long stored = ((long) perMiniBlock * width + 7) >>> 3;
                if (width > Long.SIZE || at > to || (((long) some * width + 7) >>> 3) > to - at) {
                    throw new CorruptPageException("values that are cut off");
                }
                for (int i = 0; i < some; i++) {
                    last += least + packed((long) i * width, width);
                    numbers[done++] = last;
                }
                // A writer may leave out the padding of its last part.
                at = (int) Math.min(at + stored, to);
            }
        }
        return numbers;
    }

    private long packed(long bit, int width) {
        if (width == 0) {
            return 0;
        }
        int from = at + (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        long low = LittleEndian.longAt(bytes, from) >>> shift;
        if (shift + width > Long.SIZE) {
            low |= (bytes[from + Long.BYTES] & 0xffL) << (Long.SIZE - shift);
        }
        return width == Long.SIZE ? low : low & ((1L << width) - 1);
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= to) {
                throw new CorruptPageException("values that are cut off");
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptPageException("a number without end");
    }

    private long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }
}
