package io.firn.maintenance.columnar;

import io.firn.maintenance.columnar.ColumnSource.Constant;
import io.firn.maintenance.columnar.ColumnSource.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.Accessor;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;

/**
 * The equality deletes of all inputs of one merge, by their keys. A delete applies to files with a lower sequence number
 * than its own, so that the highest of each key says it for every file, and each delete file is read once. Finding the
 * rows takes the key columns of an input and no others. Filled by one thread, then asked by many.
 */
final class EqualityDeletes {
    private static final int LOOK_EVERY = 1_000;

    private final Schema schema;
    private final MessageType output;
    private final long mostBytes;
    /** By the fields that they compare. */
    private final Map<Set<Integer>, Keys> keys = new LinkedHashMap<>();

    private EqualityDeletes(Schema schema, MessageType output, long mostBytes) {
        this.schema = schema;
        this.output = output;
        this.mostBytes = mostBytes;
    }

    /**
     * Those of the inputs.
     *
     * @param mostBytes that the keys may take
     * @throws NotColumnarException if they compare what is not compared here, or are too many
     */
    static EqualityDeletes of(
            Collection<FileScanTask> inputs,
            Schema schema,
            MessageType output,
            FileIO io,
            long mostBytes,
            BooleanSupplier stopped) {
        EqualityDeletes deletes = new EqualityDeletes(schema, output, mostBytes);
        Map<String, DeleteFile> files = new LinkedHashMap<>();
        inputs.forEach(input -> of(input).forEach(file -> files.putIfAbsent(file.location(), file)));
        for (DeleteFile file : files.values()) {
            deletes.read(file, io, stopped);
        }
        return deletes;
    }

    private static List<DeleteFile> of(FileScanTask input) {
        return input.deletes().stream()
                .filter(file -> file.content() == FileContent.EQUALITY_DELETES)
                .toList();
    }

    private void read(DeleteFile file, FileIO io, BooleanSupplier stopped) {
        if (file.keyMetadata() != null) {
            throw new NotColumnarException("a delete file is encrypted");
        }
        Set<Integer> ids = new TreeSet<>(file.equalityFieldIds());
        Keys ofFields = keys.computeIfAbsent(ids, this::keys);
        Schema projection = TypeUtil.select(schema, ids);
        InternalRecordWrapper row = new InternalRecordWrapper(projection.asStruct());
        List<Accessor<StructLike>> fields =
                ids.stream().map(projection::accessorForField).toList();
        try (CloseableIterable<Record> records = FormatModelRegistry.<Record, Object>readBuilder(
                        file.format(), Record.class, io.newInputFile(file))
                .project(projection)
                .reuseContainers()
                .build()) {
            int count = 0;
            for (Record record : records) {
                if (++count % LOOK_EVERY == 0) {
                    checkSize();
                }
                if (stopped.getAsBoolean()) {
                    throw new CancellationException("the run was interrupted");
                }
                StructLike values = row.wrap(record);
                ofFields.add(
                        i -> fields.get(i).get(values),
                        file.dataSequenceNumber() == null ? 0 : file.dataSequenceNumber());
            }
            checkSize();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a delete file", e);
        }
    }

    /** That the keys take, about. */
    long bytes() {
        return keys.values().stream().mapToLong(Keys::bytes).sum();
    }

    private void checkSize() {
        if (bytes() > mostBytes) {
            throw new NotColumnarException("the equality deletes are too large for the memory");
        }
    }

    private Keys keys(Set<Integer> ids) {
        List<Integer> ordinals = new ArrayList<>();
        for (int id : ids) {
            if (schema.findField(id) == null) {
                throw new NotColumnarException("an equality delete compares a column that was dropped");
            }
            Type type = schema.findType(id);
            if (type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE) {
                throw new NotColumnarException("an equality delete compares floating-point numbers");
            }
            ordinals.add(ordinal(id));
        }
        return new Keys(ordinals.stream().map(i -> output.getColumns().get(i)).toList(), ordinals);
    }

    private int ordinal(int id) {
        List<ColumnDescriptor> columns = output.getColumns();
        for (int i = 0; i < columns.size(); i++) {
            ColumnDescriptor column = columns.get(i);
            boolean isField = column.getPrimitiveType().getId() != null
                    && column.getPrimitiveType().getId().intValue() == id;
            if (isField && column.getMaxRepetitionLevel() == 0) {
                return i;
            }
        }
        throw new NotColumnarException("an equality delete compares what is within a list or map");
    }

    /** Adds the positions of the rows of an input that they delete. */
    void mark(FileScanTask task, MergeInput input, ColumnBuffers buffers, BooleanSupplier stopped) {
        Set<Set<Integer>> applying = new HashSet<>();
        of(task).forEach(file -> applying.add(new TreeSet<>(file.equalityFieldIds())));
        long sequenceNumber =
                task.file().dataSequenceNumber() == null ? 0 : task.file().dataSequenceNumber();
        for (Set<Integer> ids : applying) {
            Keys ofFields = keys.get(ids);
            if (ofFields == null) {
                throw new IllegalStateException("Cannot happen: the deletes of each input have been read");
            }
            try {
                ofFields.mark(input, sequenceNumber, buffers, stopped);
            } catch (CorruptPageException e) {
                throw e.in(input.file().name());
            } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
                throw new CorruptPageException("a position beyond its end", e)
                        .in(input.file().name());
            }
        }
    }

    private interface Values {
        Object get(int field);
    }

    /** Deletes that compare the same fields. */
    private static final class Keys {
        private static final int NOBODY = -1;
        private static final int NULL = 0;

        private final List<ColumnDescriptor> columns;
        private final List<Integer> ordinals;
        /** Of each field; a value's number is its id there plus one. */
        private final List<ValueDictionary> values = new ArrayList<>();
        /** The numbers of each field's value, one after the other. */
        private final ValueDictionary tuples = new ValueDictionary();

        private final byte[] tuple;
        /** By tuple, or by the number of a single value, the highest of its deletes; 0 for none. */
        private long[] sequenceNumbers = new long[16];

        Keys(List<ColumnDescriptor> columns, List<Integer> ordinals) {
            this.columns = columns;
            this.ordinals = ordinals;
            this.tuple = new byte[columns.size() * Integer.BYTES];
            columns.forEach(any -> values.add(new ValueDictionary()));
        }

        /** The number of a single value says which key it is. */
        private boolean isSingle() {
            return columns.size() == 1;
        }

        private int idOf(byte[] key) {
            return isSingle() ? LittleEndian.intAt(key, 0) : tuples.find(key, 0, key.length);
        }

        long bytes() {
            long bytes = (long) sequenceNumbers.length * Long.BYTES
                    + (long) tuples.size() * (tuple.length + 3 * Integer.BYTES);
            for (ValueDictionary ofField : values) {
                bytes += ofField.byteCount() + (long) ofField.size() * 3 * Integer.BYTES;
            }
            return bytes;
        }

        void add(Values key, long sequenceNumber) {
            for (int i = 0; i < columns.size(); i++) {
                Object value = key.get(i);
                int number = NULL;
                if (value != null) {
                    byte[] plain = PlainValue.of(value, columns.get(i).getPrimitiveType());
                    number = values.get(i).id(plain, 0, plain.length) + 1;
                }
                LittleEndian.putInt(tuple, i * Integer.BYTES, number);
            }
            int id = isSingle() ? LittleEndian.intAt(tuple, 0) : tuples.id(tuple, 0, tuple.length);
            if (id >= sequenceNumbers.length) {
                sequenceNumbers = Arrays.copyOf(sequenceNumbers, Math.max(id + 1, id + id / 2));
            }
            sequenceNumbers[id] = Math.max(sequenceNumbers[id], sequenceNumber);
        }

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
                ChunkReader chunk = new ChunkReader(input.file(), rowGroup, stored, page, buffers.codec, stopped);
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
                throw new CorruptPageException(
                        "its column has " + row + " rows in pages and " + rows + " by the footer");
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
            int value = 0;
            int at = page.plainFrom();
            for (int i = 0; i < page.levels(); i++) {
                if (maxDefinition > 0 && page.definitions()[i] != maxDefinition) {
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
}
