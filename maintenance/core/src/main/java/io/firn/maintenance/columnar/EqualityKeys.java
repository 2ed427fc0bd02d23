package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Constant;
import io.firn.maintenance.columnar.ColumnSource.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.jspecify.annotations.Nullable;

/** The keys of equality deletes that compare the same fields, each with the highest sequence number that deletes it. */
final class EqualityKeys {
    private static final int NOBODY = -1;
    private static final int NULL = 0;

    private final List<ColumnDescriptor> columns;
    private final List<Integer> ordinals;
    /** Of each field; a value's number is its id there plus one. */
    private final List<ValueDictionary> values = new ArrayList<>();
    /** The numbers of each field's value, one after the other. */
    private final ValueDictionary tuples = new ValueDictionary();

    private final byte[] tuple;
    /** Of the key that is added, each value, if it is not null. */
    private final List<Optional<byte[]>> plain = new ArrayList<>();
    /** By tuple, or by the number of a single value, the highest of its deletes; 0 for none. */
    private long[] sequenceNumbers = new long[16];

    /**
     * None yet.
     *
     * @param columns of the fields, in the output
     * @param ordinals of these among the output's
     */
    EqualityKeys(List<ColumnDescriptor> columns, List<Integer> ordinals) {
        this.columns = columns;
        this.ordinals = ordinals;
        this.tuple = new byte[columns.size() * Integer.BYTES];
        columns.forEach(any -> {
            values.add(new ValueDictionary());
            plain.add(Optional.empty());
        });
    }

    /** The number of a single value says which key it is. */
    private boolean isSingle() {
        return columns.size() == 1;
    }

    private int idOf(byte[] key) {
        return isSingle() ? LittleEndian.intAt(key, 0) : tuples.find(key, 0, key.length);
    }

    /** That they take, about. */
    long bytes() {
        long bytes =
                (long) sequenceNumbers.length * Long.BYTES + (long) tuples.size() * (tuple.length + 3 * Integer.BYTES);
        for (ValueDictionary ofField : values) {
            bytes += ofField.byteCount() + (long) ofField.size() * 3 * Integer.BYTES;
        }
        return bytes;
    }

    /**
     * Adds a key, if it is of a part.
     *
     * @param key the value of each field, as Iceberg holds it in memory
     */
    void add(IntFunction<@Nullable Object> key, long sequenceNumber, EqualityDeletes.Part part) {
        int hash = 0;
        for (int i = 0; i < columns.size(); i++) {
            Object value = key.apply(i);
            plain.set(
                    i,
                    value == null
                            ? Optional.empty()
                            : Optional.of(PlainValue.of(value, columns.get(i).getPrimitiveType())));
            hash = 31 * hash + plain.get(i).map(Arrays::hashCode).orElse(0);
        }
        if (!part.has(hash)) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            ValueDictionary ofField = values.get(i);
            int number = plain.get(i)
                    .map(bytes -> ofField.id(bytes, 0, bytes.length) + 1)
                    .orElse(NULL);
            LittleEndian.putInt(tuple, i * Integer.BYTES, number);
        }
        int id = isSingle() ? LittleEndian.intAt(tuple, 0) : tuples.id(tuple, 0, tuple.length);
        if (id >= sequenceNumbers.length) {
            sequenceNumbers = Arrays.copyOf(sequenceNumbers, Math.max(id + 1, id + id / 2));
        }
        sequenceNumbers[id] = Math.max(sequenceNumbers[id], sequenceNumber);
    }

    /** Adds the positions of an input's rows that deletes of a higher sequence number name. */
    void mark(MergeInput input, long sequenceNumber, ColumnBuffers buffers, BooleanSupplier stopped) {
        int rows = Math.toIntExact(input.rows());
        int[][] numbers = new int[columns.size()][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers(i, input, rows, buffers, stopped);
        }
        byte[] key = new byte[tuple.length];
        for (int row = 0; row < rows; row++) {
            boolean isKnown = true;
            for (int i = 0; i < numbers.length && isKnown; i++) {
                isKnown = numbers[i][row] != NOBODY;
                LittleEndian.putInt(key, i * Integer.BYTES, numbers[i][row]);
            }
            int id = isKnown ? idOf(key) : NOBODY;
            if (id >= 0 && sequenceNumbers[id] > sequenceNumber) {
                input.deleted().set(row);
            }
        }
    }

    /** Of the field's value in each row, {@link #NOBODY} for one that no delete has. */
    private int[] numbers(int field, MergeInput input, int rows, ColumnBuffers buffers, BooleanSupplier stopped) {
        int[] numbers = new int[rows];
        ColumnSource source = input.sources().get(ordinals.get(field));
        if (source instanceof Constant constant && constant.levels().isEmpty()) {
            int number = constant.value()
                    .map(value -> number(field, value, 0, value.length))
                    .orElse(NULL);
            Arrays.fill(numbers, number);
            return numbers;
        }
        if (!(source instanceof Stored stored)) {
            throw new NotColumnarException("an equality delete compares a column of a struct that a file lacks");
        }
        InputPage page = buffers.page;
        int row = 0;
        for (BlockMetaData rowGroup : input.file().rowGroups()) {
            ChunkReader chunk = new ChunkReader(input.file(), rowGroup, stored, buffers, stopped);
            ValueDictionary own = null;
            int[] map = new int[0];
            while (chunk.next()) {
                chunk.decode();
                if (own != chunk.dictionary()) {
                    own = chunk.dictionary();
                    map = map(field, own);
                }
                take(field, page, map, numbers, row);
                row += page.levels();
            }
        }
        if (row != rows) {
            throw new CorruptPageException("its column has " + row + " rows in pages and " + rows + " by the footer");
        }
        return numbers;
    }

    private int[] map(int field, ValueDictionary own) {
        int[] map = new int[own.size()];
        for (int id = 0; id < map.length; id++) {
            map[id] = number(field, own.bytes(), own.start(id), own.length(id));
        }
        return map;
    }

    private void take(int field, InputPage page, int[] map, int[] numbers, int first) {
        int maxDefinition = columns.get(field).getMaxDefinitionLevel();
        ValueLayout layout = ValueLayout.of(columns.get(field).getPrimitiveType());
        byte[] truth = new byte[1];
        int[] definitions = page.definitions().array();
        int value = 0;
        int at = page.plainFrom();
        for (int i = 0; i < page.levels(); i++) {
            if (maxDefinition > 0 && definitions[i] != maxDefinition) {
                numbers[first + i] = NULL;
            } else if (page.isDictionary()) {
                numbers[first + i] = map[page.numbers()[value++]];
            } else if (layout.isBoolean()) {
                truth[0] = (byte) page.numbers()[value++];
                numbers[first + i] = number(field, truth, 0, 1);
            } else {
                int length = layout.lengthAt(page.plain(), at, page.plainTo());
                at += layout.prefix();
                numbers[first + i] = number(field, page.plain(), at, length);
                at += length;
            }
        }
    }

    private int number(int field, byte[] bytes, int at, int length) {
        int id = values.get(field).find(bytes, at, length);
        return id < 0 ? NOBODY : id + 1;
    }
}
