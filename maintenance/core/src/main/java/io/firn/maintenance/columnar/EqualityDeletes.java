package io.firn.maintenance.columnar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.Accessor;
import org.apache.iceberg.ContentFile;
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
import org.apache.parquet.schema.MessageType;

/**
 * The equality deletes of all inputs of one merge, by their keys. A delete applies to files with a lower sequence number
 * than its own, so that the highest of each key says it for every file, and each delete file is read once. Finding the
 * rows takes the key columns of an input and no others. Filled by one thread, then asked by many.
 */
final class EqualityDeletes implements DeletesByKey {
    private static final int LOOK_EVERY = 1_000;

    private final Schema schema;
    private final MessageType output;
    private final long mostBytes;
    /** By the fields that they compare. */
    private final Map<Set<Integer>, EqualityKeys> keys = new LinkedHashMap<>();

    private EqualityDeletes(Schema schema, MessageType output, long mostBytes) {
        this.schema = schema;
        this.output = output;
        this.mostBytes = mostBytes;
    }

    /** One of several parts, into which keys are divided by their hash. */
    record Part(int number, int count) {
        static final Part ALL = new Part(0, 1);

        boolean has(int hash) {
            return Integer.remainderUnsigned(hash * 0x9E3779B1, count) == number;
        }
    }

    /**
     * Those of the inputs whose keys are of a part; empty if they are more than may be held.
     *
     * @param mostBytes that the keys may take
     * @throws NotColumnarException if they compare what is not compared here
     */
    static Optional<EqualityDeletes> of(
            Collection<FileScanTask> inputs,
            Schema schema,
            MessageType output,
            FileIO io,
            long mostBytes,
            Part part,
            BooleanSupplier stopped) {
        EqualityDeletes deletes = new EqualityDeletes(schema, output, mostBytes);
        Map<String, DeleteFile> files = new LinkedHashMap<>();
        inputs.forEach(input -> of(input).forEach(file -> files.putIfAbsent(file.location(), file)));
        for (DeleteFile file : files.values()) {
            if (!deletes.read(file, io, part, stopped)) {
                return Optional.empty();
            }
        }
        return Optional.of(deletes);
    }

    /** Whether any apply to an input. */
    static boolean applyTo(FileScanTask input) {
        return !of(input).isEmpty();
    }

    private static List<DeleteFile> of(FileScanTask input) {
        return input.deletes().stream()
                .filter(file -> file.content() == FileContent.EQUALITY_DELETES)
                .toList();
    }

    /** False if there is no room for them. */
    private boolean read(DeleteFile file, FileIO io, Part part, BooleanSupplier stopped) {
        if (file.keyMetadata() != null) {
            throw new NotColumnarException("a delete file is encrypted");
        }
        Set<Integer> ids = new TreeSet<>(file.equalityFieldIds());
        EqualityKeys ofFields = keys.computeIfAbsent(ids, this::keys);
        Schema projection = TypeUtil.select(schema, ids);
        long sequenceNumber = sequenceNumber(file);
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
                if (++count % LOOK_EVERY == 0 && bytes() > mostBytes) {
                    return false;
                }
                if (stopped.getAsBoolean()) {
                    throw new CancellationException("the run was interrupted");
                }
                StructLike values = row.wrap(record);
                ofFields.add(i -> fields.get(i).get(values), sequenceNumber, part);
            }
            return bytes() <= mostBytes;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read delete file " + ColumnarInput.name(file.location()), e);
        }
    }

    /** Without one it cannot be said what applies to what. */
    private static long sequenceNumber(ContentFile<?> file) {
        Long number = file.dataSequenceNumber();
        if (number == null) {
            throw new NotColumnarException("a file that equality deletes concern has no sequence number");
        }
        return number;
    }

    @Override
    public long bytes() {
        return keys.values().stream().mapToLong(EqualityKeys::bytes).sum();
    }

    private EqualityKeys keys(Set<Integer> ids) {
        List<Integer> ordinals = new ArrayList<>();
        for (int id : ids) {
            if (schema.findField(id) == null) {
                throw new NotColumnarException("an equality delete compares a column that was dropped");
            }
            Type type = schema.findType(id);
            if (type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE) {
                throw new NotColumnarException("an equality delete compares floating-point numbers");
            }
            ordinals.add(FieldColumns.ordinal(output.getColumns(), id)
                    .orElseThrow(() ->
                            new NotColumnarException("an equality delete compares what is within a list or map")));
        }
        return new EqualityKeys(
                ordinals.stream().map(i -> output.getColumns().get(i)).toList(), ordinals);
    }

    @Override
    public void mark(FileScanTask task, MergeInput input, ColumnBuffers buffers, BooleanSupplier stopped) {
        Set<Set<Integer>> applying = new HashSet<>();
        of(task).forEach(file -> applying.add(new TreeSet<>(file.equalityFieldIds())));
        long sequenceNumber =
                task.file().dataSequenceNumber() == null ? 0 : task.file().dataSequenceNumber();
        for (Set<Integer> ids : applying) {
            EqualityKeys ofFields = keys.get(ids);
            if (ofFields == null) {
                throw new IllegalStateException("Cannot happen: the deletes of each input have been read");
            }
            try {
                ofFields.mark(input, sequenceNumber, buffers, stopped);
            } catch (CorruptPageException e) {
                throw e.in(input.file().name());
            } catch (OversizedPageException e) {
                throw e.in(input.file().name());
            } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
                throw new CorruptPageException("a position beyond its end", e)
                        .in(input.file().name());
            }
        }
    }
}
