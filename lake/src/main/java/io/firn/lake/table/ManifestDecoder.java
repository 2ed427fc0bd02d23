package io.firn.lake.table;

import io.firn.lake.avro.AvroFile;
import io.firn.lake.avro.AvroInput;
import io.firn.lake.avro.AvroType;
import io.firn.lake.avro.AvroType.Array;
import io.firn.lake.avro.AvroType.Field;
import io.firn.lake.avro.AvroType.Primitive;
import io.firn.lake.avro.AvroType.Struct;
import io.firn.lake.avro.AvroType.Union;
import io.firn.lake.avro.UnsupportedAvroException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest into its summary, several times as fast as Iceberg's reader: no object is made for a file or for what is
 * known of its columns, and what the summary does not need is passed over. Field ids are those of Iceberg's specification. A
 * manifest that is broken, or written in a way that this does not know, is left to Iceberg's reader.
 */
final class ManifestDecoder {
    private static final int STATUS = 0;
    private static final int DATA_FILE = 2;
    private static final int DELETED = 2;
    /** Path, format, partition, records and bytes: what Iceberg's reader wants of each file, whatever wrote it. */
    private static final Set<Integer> REQUIRED = Set.of(100, 101, 102, 103, 104);

    private final PartitionSpec spec;
    private final Map<Integer, ColumnTotals> columns = new HashMap<>();
    private final ColumnTotals[] all;
    private final @Nullable ColumnTotals[] byId;
    private final boolean isOfData;
    private final Map<PartitionTotals.Key, PartitionTotals> partitions = new HashMap<>();
    private final Map<ByteBuffer, PartitionTotals> seen = new HashMap<>();
    private long liveFiles;

    private ManifestDecoder(PartitionSpec spec, Map<Integer, Type> types, boolean isOfData) {
        this.spec = spec;
        this.isOfData = isOfData;
        int most = -1;
        for (Map.Entry<Integer, Type> type : types.entrySet()) {
            columns.put(type.getKey(), new ColumnTotals(type.getValue()));
            most = Math.max(most, type.getKey());
        }
        all = columns.values().toArray(new ColumnTotals[0]);
        byId = new @Nullable ColumnTotals[Math.min(most, 1 << 16) + 1];
        columns.forEach((id, column) -> {
            if (id < byId.length) {
                byId[id] = column;
            }
        });
    }

    /** Empty where Iceberg has to read it. */
    static Optional<ManifestSummary> read(
            ManifestFile manifest, FileIO io, Map<Integer, PartitionSpec> specs, Map<Integer, Type> types) {
        PartitionSpec spec = specs.get(manifest.partitionSpecId());
        if (spec == null
                || hasFixed(spec)
                || manifest.keyMetadata() != null
                || manifest.length() > Integer.MAX_VALUE - 8) {
            return Optional.empty();
        }
        byte[] bytes;
        try (SeekableInputStream stream = io.newInputFile(manifest).newStream()) {
            // All of it, as Iceberg's reader does: another engine may have written down another length.
            bytes = stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read manifest " + manifest.path(), e);
        }
        boolean isOfData = manifest.content() == ManifestContent.DATA;
        ManifestDecoder decoder = new ManifestDecoder(spec, types, isOfData);
        try {
            decoder.read(AvroFile.of(bytes));
        } catch (RuntimeException e) {
            return Optional.empty(); // Iceberg's reader says what is wrong, if anything is.
        }
        Map<Integer, ColumnSummary> summaries = new HashMap<>();
        if (isOfData && decoder.liveFiles > 0) {
            decoder.columns.forEach((id, column) -> summaries.put(id, column.summary()));
        }
        return Optional.of(ManifestSummary.of(manifest, decoder.partitions, summaries, decoder.liveFiles));
    }

    /** Such values Iceberg writes with their length before them, which its own Avro schema does not say. */
    private static boolean hasFixed(PartitionSpec spec) {
        return spec.partitionType().fields().stream()
                .anyMatch(field -> field.type().typeId() == Type.TypeID.FIXED);
    }

    private void read(AvroFile file) {
        Struct entry = struct(file.schema());
        Field written = entry.fields().stream()
                .filter(field -> field.id() == DATA_FILE)
                .findFirst()
                .orElseThrow(() -> new UnsupportedAvroException("Cannot read a manifest: it names no file"));
        Struct dataFile = struct(written.type());
        if (!dataFile.fields().stream()
                .map(Field::id)
                .collect(Collectors.toSet())
                .containsAll(REQUIRED)) {
            throw new UnsupportedAvroException("Cannot read a manifest: a field of its files is missing");
        }
        file.forEach(input -> {
            int status = -1;
            for (Field field : entry.fields()) {
                if (field.id() == STATUS) {
                    status = (int) number(input, field, Primitive.INT);
                } else if (field.id() == DATA_FILE && status != DELETED) {
                    if (status < 0 || status > DELETED) {
                        throw new UnsupportedAvroException("Cannot read a manifest: no status before a file");
                    }
                    add(input, dataFile);
                } else {
                    field.type().skip(input);
                }
            }
        });
    }

    private void add(AvroInput input, Struct dataFile) {
        FileContent content = FileContent.DATA;
        boolean isPuffin = false;
        long records = -1;
        long bytes = -1;
        long ownBytes = -1;
        @Nullable PartitionTotals partition = null;
        for (ColumnTotals column : all) {
            column.begin();
        }
        for (int i = 0; i < dataFile.fields().size(); i++) {
            Field field = dataFile.fields().get(i);
            switch (field.id()) {
                case 134 -> content = content(number(input, field, Primitive.INT));
                case 101 -> {
                    expect(Primitive.STRING, field.type());
                    isPuffin = FileFormat.fromString(input.readString()) == FileFormat.PUFFIN;
                }
                case 102 -> partition = partition(input, struct(field.type()));
                case 103 -> records = number(input, field, Primitive.LONG);
                case 104 -> bytes = number(input, field, Primitive.LONG);
                case 109, 110, 137, 125, 128 -> statistics(input, field);
                case 145 -> ownBytes = number(input, field, Primitive.LONG);
                default -> field.type().skip(input);
            }
        }
        if (records < 0 || bytes < 0) {
            throw new UnsupportedAvroException("Cannot read a manifest: a file without records or bytes");
        }
        boolean isVector = isPuffin && content != FileContent.DATA;
        Objects.requireNonNull(partition, "partition")
                .add(content, isVector, isVector && ownBytes >= 0 ? ownBytes : bytes, records);
        if (isOfData) {
            for (ColumnTotals column : all) {
                column.end(records, input.array());
            }
        }
        liveFiles++;
    }

    /** One of the maps by column: an array of keys and values. */
    private void statistics(AvroInput input, Field field) {
        AvroType type = field.type() instanceof Union union ? union.branch(input) : field.type();
        if (type == Primitive.NULL) {
            return;
        }
        if (!isOfData) {
            type.skip(input);
            return;
        }
        AvroType value = type instanceof Array array ? value(array) : Primitive.NULL;
        boolean isBound = field.id() == 125 || field.id() == 128;
        if (value != (isBound ? Primitive.BYTES : Primitive.LONG)) {
            throw new UnsupportedAvroException("Cannot read statistics of a manifest: they are no map");
        }
        for (long count = Array.blockSize(input); count > 0; count = Array.blockSize(input)) {
            for (long i = 0; i < count; i++) {
                int id = input.readInt();
                long number = input.readLong();
                int start = input.position();
                if (isBound) {
                    input.skip(number);
                } else if (number < 0) {
                    throw new UnsupportedAvroException("Cannot read statistics of a manifest: a count of " + number);
                }
                ColumnTotals column = id >= 0 && id < byId.length ? byId[id] : columns.get(id);
                if (column != null) {
                    switch (field.id()) {
                        case 109 -> column.values(number);
                        case 110 -> column.nulls(number);
                        case 137 -> column.nans(number);
                        case 125 -> column.lower(start, (int) number);
                        default -> column.upper(start, (int) number);
                    }
                }
            }
        }
    }

    /** The totals of the partition that is read; its values are only looked at once. */
    private PartitionTotals partition(AvroInput input, Struct written) {
        int start = input.position();
        written.skip(input);
        ByteBuffer key = ByteBuffer.wrap(input.array(), start, input.position() - start);
        PartitionTotals known = seen.get(key);
        if (known != null) {
            return known;
        }
        byte[] own = new byte[key.remaining()];
        key.get(own);
        String path = spec.partitionToPath(PartitionValues.read(new AvroInput(own), written, spec));
        // Values of different bytes may have one path, as -0.0 and 0.0 in a text.
        PartitionTotals totals = partitions.computeIfAbsent(
                new PartitionTotals.Key(spec.specId(), path), unseen -> new PartitionTotals());
        seen.put(ByteBuffer.wrap(own), totals);
        return totals;
    }

    private static FileContent content(long id) {
        return switch ((int) id) {
            case 0 -> FileContent.DATA;
            case 1 -> FileContent.POSITION_DELETES;
            case 2 -> FileContent.EQUALITY_DELETES;
            default -> throw new UnsupportedAvroException("Cannot read files of content " + id);
        };
    }

    /** -1 where there is none. */
    private static long number(AvroInput input, Field field, Primitive expected) {
        AvroType type = field.type() instanceof Union union ? union.branch(input) : field.type();
        if (type == Primitive.NULL) {
            return -1;
        }
        expect(expected, type);
        return expected == Primitive.INT ? input.readInt() : input.readLong();
    }

    private static void expect(Primitive expected, AvroType type) {
        if (type != expected) {
            throw new UnsupportedAvroException("Cannot read a manifest: a field is of type " + type);
        }
    }

    private static AvroType value(Array array) {
        return array.items() instanceof Struct entry
                        && entry.fields().size() == 2
                        && entry.fields().get(0).type() == Primitive.INT
                ? entry.fields().get(1).type()
                : Primitive.NULL;
    }

    private static Struct struct(AvroType type) {
        if (type instanceof Struct struct) {
            return struct;
        }
        throw new UnsupportedAvroException("Cannot read a manifest: a struct is expected");
    }
}
