package io.firn.maintenance.columnar;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The levels and values of one data page of either version, decoded into buffers that are used again for the next. The
 * values are ids, booleans or plain bytes, whatever their encoding was.
 */
final class InputPage {
    private final PageCodec codec;
    private int maxRepetition;
    private int maxDefinition;
    private ValueLayout layout = new ValueLayout(PrimitiveTypeName.BINARY, 0);

    private byte[] bytes = new byte[1 << 16];
    private byte[] converted = new byte[0];
    private Levels repetitions = new Levels();
    private Levels definitions = new Levels();
    /** Of the entries that stay while others are taken out. */
    private Levels keptRepetitions = new Levels();

    private Levels keptDefinitions = new Levels();
    private int[] numbers = new int[1 << 12];
    private int levels;
    private int values;
    private int rows;
    private boolean isDictionary;
    private byte[] plain = bytes;
    private int plainFrom;
    private int plainTo;

    InputPage(PageCodec codec) {
        this.codec = codec;
    }

    /** Says of which column the next pages are. */
    void of(ColumnDescriptor column) {
        maxRepetition = column.getMaxRepetitionLevel();
        maxDefinition = column.getMaxDefinitionLevel();
        layout = ValueLayout.of(column.getPrimitiveType());
    }

    PageCodec codec() {
        return codec;
    }

    Levels repetitions() {
        return repetitions;
    }

    Levels definitions() {
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

    /** The plain values are {@code plain()[plainFrom()..plainTo())}, exactly they. */
    byte[] plain() {
        return plain;
    }

    int plainFrom() {
        return plainFrom;
    }

    int plainTo() {
        return plainTo;
    }

    /** Says that the levels of some entries, behind those of which it was said before, are to stay. */
    void keepLevels(int from, int to) {
        keptRepetitions.append(repetitions, from, to);
        keptDefinitions.append(definitions, from, to);
    }

    /** Takes all other entries out: the values that stay are in their place already. */
    void takeKept(int newRows, int newValues, int newPlainTo) {
        Levels oldRepetitions = repetitions;
        Levels oldDefinitions = definitions;
        repetitions = keptRepetitions;
        definitions = keptDefinitions;
        keptRepetitions = oldRepetitions;
        keptDefinitions = oldDefinitions;
        keptRepetitions.clear();
        keptDefinitions.clear();
        levels = definitions.count();
        values = newValues;
        rows = newRows;
        plainTo = newPlainTo;
    }

    /** @throws CorruptPageException if there is an id that a dictionary of this size does not have */
    void checkIds(int size) {
        for (int i = 0; i < values; i++) {
            if (Integer.compareUnsigned(numbers[i], size) >= 0) {
                throw new CorruptPageException("an id beyond its dictionary");
            }
        }
    }

    /** Turns the levels and plain values into those of the output's column. */
    void translate(ColumnSource.Stored source) {
        if (!source.hasSameLevels()) {
            int[] map = source.definitions();
            int[] all = definitions.array();
            for (int i = 0; i < levels; i++) {
                all[i] = map[all[i]];
                if (all[i] == ColumnSource.Stored.UNFIT) {
                    throw new NotColumnarException("a column that may not be null has nulls in a file");
                }
            }
            definitions.changed(levels);
        }
        if (!source.conversion().isNone() && !isDictionary) {
            convert(source.conversion());
        }
    }

    private void convert(ValueConversion conversion) {
        int width = conversion.width();
        converted = LittleEndian.grown(converted, Math.multiplyExact(values, width));
        int at = plainFrom;
        for (int i = 0; i < values; i++) {
            int length = layout.lengthAt(plain, at, plainTo);
            conversion.convert(plain, at + layout.prefix(), length, converted, i * width);
            at += layout.prefix() + length;
        }
        holdPlain(converted, 0, values * width);
    }

    /**
     * Keeps the entries of a struct around the column, and gives each that is not null the same value.
     *
     * @param mostRepetition of the struct: deeper entries are left out
     * @param struct definition level at which it is not null
     * @param value definition level of the value, the struct's for null (a value of its own is always deeper)
     */
    void replace(int mostRepetition, int struct, int value) {
        int[] ofRepetition = repetitions.array();
        int[] ofDefinition = definitions.array();
        int kept = 0;
        int present = 0;
        for (int i = 0; i < levels; i++) {
            if (ofRepetition[i] > mostRepetition) {
                continue;
            }
            int definition = maxDefinition == 0 ? struct : ofDefinition[i];
            boolean isPresent = definition == struct && value > struct;
            ofRepetition[kept] = ofRepetition[i];
            ofDefinition[kept++] = isPresent ? value : definition;
            present += isPresent ? 1 : 0;
        }
        take(kept);
        holdZeros(present);
    }

    /** Rows of a column of the top with the same value each, the first of its dictionary. */
    void fill(int count, int definition, int present) {
        levels = count;
        rows = count;
        repetitions.fill(0, count);
        definitions.fill(definition, count);
        holdZeros(present);
    }

    /** Says that the arrays of levels hold so many others. */
    private void take(int newLevels) {
        levels = newLevels;
        repetitions.changed(newLevels);
        definitions.changed(newLevels);
    }

    private void holdZeros(int count) {
        values = count;
        isDictionary = true;
        numbers = LittleEndian.grown(numbers, count);
        Arrays.fill(numbers, 0, count, 0);
    }

    /** Makes room for so many levels, and for so many bytes of plain values, to be filled from outside. */
    void prepare(int count, int plainBytes) {
        repetitions.fill(0, 0);
        definitions.fill(0, 0);
        repetitions.prepare(count);
        definitions.prepare(count);
        numbers = LittleEndian.grown(numbers, count);
        bytes = LittleEndian.grown(bytes, plainBytes);
        holdPlain(bytes, 0, plainBytes);
    }

    /** Says what it was filled with. */
    void filled(int newLevels, int newValues, int newRows, boolean withIds) {
        take(newLevels);
        values = newValues;
        rows = newRows;
        isDictionary = withIds;
    }

    /** Makes all values the same boolean. */
    void holdBooleans(int number) {
        isDictionary = false;
        Arrays.fill(numbers, 0, values, number);
    }

    /** Gives rows of a column of numbers of the top that are null the number {@code first + row * step}. */
    void number(long first, int step, ValueDictionary own) {
        converted = LittleEndian.grown(converted, levels * Long.BYTES);
        int[] ofDefinition = definitions.array();
        int value = 0;
        for (int i = 0; i < levels; i++) {
            long number = first + (long) i * step;
            if (ofDefinition[i] > 0) {
                number = isDictionary
                        ? LittleEndian.longAt(own.bytes(), own.start(numbers[value]))
                        : LittleEndian.longAt(plain, plainFrom + value * Long.BYTES);
                value++;
            }
            LittleEndian.putLong(converted, i * Long.BYTES, number);
        }
        definitions.fill(1, levels);
        values = levels;
        holdPlain(converted, 0, levels * Long.BYTES);
    }

    private void holdPlain(byte[] of, int from, int to) {
        isDictionary = false;
        plain = of;
        plainFrom = from;
        plainTo = to;
    }

    /** Decodes a page of version 1, of which all is compressed. */
    void decode(DataPageHeader header, ChunkPages.Body body, CompressionCodecName compression) {
        levels = checked(header.getNum_values());
        boolean hasOldLevels = (maxRepetition > 0 && header.getRepetition_level_encoding() != Encoding.RLE)
                || (maxDefinition > 0 && header.getDefinition_level_encoding() != Encoding.RLE);
        if (hasOldLevels) {
            throw new NotColumnarException("levels are encoded the old way");
        }
        int size = codec.checkedInput(body.uncompressedLength());
        bytes = LittleEndian.grown(bytes, size);
        codec.decompress(compression, body.bytes(), body.offset(), body.length(), bytes, 0, size);
        int at = 0;
        at = decodeLevels(at, size, maxRepetition, repetitions);
        at = decodeLevels(at, size, maxDefinition, definitions);
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
        decodeLevels(body.bytes(), from, from + repetitionBytes, maxRepetition, repetitions);
        decodeLevels(body.bytes(), from + repetitionBytes, from + valuesAt, maxDefinition, definitions);
        count();
        boolean isCompressed = !header.isSetIs_compressed() || header.isIs_compressed();
        int size = codec.checkedInput(body.uncompressedLength()) - valuesAt;
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

    /** Nobody's memory is taken on the word of a header: in memory each level is a number. */
    private int checked(int count) {
        if (count < 0) {
            throw new CorruptPageException("it has " + count + " values");
        }
        codec.checked((long) count * Integer.BYTES);
        return count;
    }

    private int decodeLevels(int at, int end, int max, Levels into) {
        if (max == 0) {
            into.fill(0, levels);
            return at;
        }
        int length = end - at < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, at);
        int from = at + Integer.BYTES;
        if (length < 0 || length > end - from) {
            throw new CorruptPageException("its levels are longer than itself");
        }
        decodeLevels(bytes, from, from + length, max, into);
        return from + length;
    }

    private void decodeLevels(byte[] of, int from, int to, int max, Levels into) {
        if (max == 0) {
            into.fill(0, levels);
        } else {
            into.decode(of, from, to, max, levels);
        }
    }

    private void count() {
        rows = maxRepetition > 0 ? repetitions.count(0) : levels;
        values = maxDefinition > 0 ? definitions.count(maxDefinition) : levels;
        if (maxRepetition > 0 && levels > 0 && repetitions.first() != 0) {
            throw new NotColumnarException("a row goes over several pages");
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
            holdPlain(bytes, from, from + layout.lengthOf(values, bytes, from, to));
        } else {
            byte[] decoded = DeltaEncodings.plain(encoding, layout, values, bytes, from, to, codec);
            holdPlain(decoded, 0, decoded.length - LittleEndian.SLACK);
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
