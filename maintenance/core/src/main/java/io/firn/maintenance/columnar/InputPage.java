package io.firn.maintenance.columnar;

import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The levels and values of one data page of either version, decoded into buffers that are used again for the next. The
 * values are ids, booleans or plain bytes.
 */
final class InputPage {
    /** Far more than writers put into a page; nobody's memory is taken on the word of a header. */
    private static final int MOST_VALUES = 1 << 24;

    private final int maxRepetition;
    private final int maxDefinition;
    private final ValueLayout layout;
    private final PageCodec codec;

    private byte[] bytes = new byte[1 << 16];
    private int[] repetitions = new int[1 << 12];
    private int[] definitions = new int[1 << 12];
    private int[] numbers = new int[1 << 12];
    private int levels;
    private int values;
    private int rows;
    private boolean isDictionary;
    private int plainFrom;
    private int plainTo;

    InputPage(int maxRepetition, int maxDefinition, ValueLayout layout, PageCodec codec) {
        this.maxRepetition = maxRepetition;
        this.maxDefinition = maxDefinition;
        this.layout = layout;
        this.codec = codec;
    }

    int[] repetitions() {
        return repetitions;
    }

    int[] definitions() {
        return definitions;
    }

    /** Ids or booleans. */
    int[] numbers() {
        return numbers;
    }

    /** Level entries, nulls among them. */
    int levels() {
        return levels;
    }

    /** Values that are not null. */
    int values() {
        return values;
    }

    int rows() {
        return rows;
    }

    boolean isDictionary() {
        return isDictionary;
    }

    byte[] bytes() {
        return bytes;
    }

    int plainFrom() {
        return plainFrom;
    }

    int plainTo() {
        return plainTo;
    }

    /** Decodes a page of version 1, of which all is compressed. */
    void decode(DataPageHeader header, ChunkPages.Body body, CompressionCodecName compression) {
        levels = checked(header.getNum_values());
        boolean hasOldLevels = (maxRepetition > 0 && header.getRepetition_level_encoding() != Encoding.RLE)
                || (maxDefinition > 0 && header.getDefinition_level_encoding() != Encoding.RLE);
        if (hasOldLevels) {
            throw new NotColumnarException("levels are encoded the old way");
        }
        int size = body.uncompressedLength();
        bytes = LittleEndian.grown(bytes, size);
        codec.decompress(compression, body.bytes(), body.offset(), body.length(), bytes, 0, size);
        int at = 0;
        if (maxRepetition > 0) {
            repetitions = LittleEndian.grown(repetitions, levels);
            at = decodeLevels(at, size, maxRepetition, repetitions);
        }
        if (maxDefinition > 0) {
            definitions = LittleEndian.grown(definitions, levels);
            at = decodeLevels(at, size, maxDefinition, definitions);
        }
        count();
        decodeValues(header.getEncoding(), at, size);
    }

    /** Decodes a page of version 2, whose levels come first and are not compressed. */
    void decode(DataPageHeaderV2 header, ChunkPages.Body body, CompressionCodecName compression) {
        levels = checked(header.getNum_values());
        int repetitionBytes = header.getRepetition_levels_byte_length();
        int definitionBytes = header.getDefinition_levels_byte_length();
        int valuesAt = Math.addExact(repetitionBytes, definitionBytes);
        if (repetitionBytes < 0
                || definitionBytes < 0
                || valuesAt > body.length()
                || valuesAt > body.uncompressedLength()) {
            throw new CorruptPageException("its levels are longer than itself");
        }
        int from = body.offset();
        if (maxRepetition > 0) {
            repetitions = LittleEndian.grown(repetitions, levels);
            RunLengths.decode(
                    body.bytes(), from, from + repetitionBytes, RunLengths.width(maxRepetition), levels, repetitions);
        }
        if (maxDefinition > 0) {
            definitions = LittleEndian.grown(definitions, levels);
            RunLengths.decode(
                    body.bytes(),
                    from + repetitionBytes,
                    from + valuesAt,
                    RunLengths.width(maxDefinition),
                    levels,
                    definitions);
        }
        count();
        boolean isCompressed = !header.isSetIs_compressed() || header.isIs_compressed();
        int size = body.uncompressedLength() - valuesAt;
        bytes = LittleEndian.grown(bytes, size);
        codec.decompress(
                isCompressed ? compression : CompressionCodecName.UNCOMPRESSED,
                body.bytes(),
                from + valuesAt,
                body.length() - valuesAt,
                bytes,
                0,
                size);
        decodeValues(header.getEncoding(), 0, size);
    }

    private static int checked(int levels) {
        if (levels < 0) {
            throw new CorruptPageException("it has " + levels + " values");
        }
        if (levels > MOST_VALUES) {
            throw new NotColumnarException("a page has more than " + MOST_VALUES + " values");
        }
        return levels;
    }

    private int decodeLevels(int at, int end, int max, int[] into) {
        int length = end - at < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, at);
        int from = at + Integer.BYTES;
        if (length < 0 || length > end - from) {
            throw new CorruptPageException("its levels are longer than itself");
        }
        RunLengths.decode(bytes, from, from + length, RunLengths.width(max), levels, into);
        return from + length;
    }

    private void count() {
        rows = levels;
        values = levels;
        if (maxRepetition > 0) {
            rows = 0;
            for (int i = 0; i < levels; i++) {
                rows += repetitions[i] == 0 ? 1 : 0;
                check(repetitions[i], maxRepetition);
            }
            if (levels > 0 && repetitions[0] != 0) {
                throw new NotColumnarException("a row goes over several pages");
            }
        }
        if (maxDefinition > 0) {
            values = 0;
            for (int i = 0; i < levels; i++) {
                values += definitions[i] == maxDefinition ? 1 : 0;
                check(definitions[i], maxDefinition);
            }
        }
    }

    private static void check(int level, int max) {
        if (level > max) {
            throw new CorruptPageException("a level beyond its column's");
        }
    }

    private void decodeValues(Encoding encoding, int from, int to) {
        isDictionary = encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY;
        if (isDictionary) {
            numbers = LittleEndian.grown(numbers, values);
            if (values > 0) {
                if (from >= to) {
                    throw new CorruptPageException("its ids are missing");
                }
                RunLengths.decode(bytes, from + 1, to, bytes[from] & 0xff, values, numbers);
            }
        } else if (layout.isBoolean()) {
            numbers = LittleEndian.grown(numbers, values);
            decodeBooleans(encoding, from, to);
        } else if (encoding == Encoding.PLAIN) {
            plainFrom = from;
            plainTo = to;
        } else {
            throw new NotColumnarException("values are encoded as " + encoding);
        }
    }

    private void decodeBooleans(Encoding encoding, int from, int to) {
        if (encoding == Encoding.PLAIN) {
            if ((to - from) * (long) Byte.SIZE < values) {
                throw new CorruptPageException("values that are cut off");
            }
            for (int i = 0; i < values; i++) {
                numbers[i] = (bytes[from + (i >> 3)] >>> (i & 7)) & 1;
            }
        } else if (encoding == Encoding.RLE) {
            int length = to - from < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, from);
            if (length < 0 || length > to - from - Integer.BYTES) {
                throw new CorruptPageException("values that are cut off");
            }
            RunLengths.decode(bytes, from + Integer.BYTES, from + Integer.BYTES + length, 1, values, numbers);
        } else {
            throw new NotColumnarException("booleans are encoded as " + encoding);
        }
    }
}
