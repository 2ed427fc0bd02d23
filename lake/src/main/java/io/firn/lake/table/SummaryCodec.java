package io.firn.lake.table;

import io.firn.lake.table.ColumnSummary.Bound;
import io.firn.lake.table.ColumnSummary.Knowledge;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Summaries as bytes. Numbers take as many bytes as they need, sizes of files are written as differences. */
final class SummaryCodec {
    /** To be raised with any change of what is written or of what it means. */
    static final short VERSION = 2;

    /** Longer than any list in a summary can be, so that a broken length is told apart. */
    private static final long MOST_ITEMS = 100_000_000;

    private static final int UNKNOWN = 0;
    private static final int NO_VALUES = 1;
    private static final int BOOLEAN = 2;
    private static final int INT = 3;
    private static final int LONG = 4;
    private static final int FLOAT = 5;
    private static final int DOUBLE = 6;
    private static final int DECIMAL = 7;

    private SummaryCodec() {}

    static void write(ManifestSummary summary, DataOutput out) throws IOException {
        writeLong(summary.liveFiles(), out);
        writeLong(summary.partitions().size(), out);
        for (PartitionFiles files : summary.partitions()) {
            write(files, out);
        }
        writeLong(summary.columns().size(), out);
        for (Map.Entry<Integer, ColumnSummary> column : summary.columns().entrySet()) {
            writeLong(column.getKey(), out);
            writeOptional(column.getValue().values(), out);
            writeOptional(column.getValue().nulls(), out);
            write(column.getValue().lower(), out);
            write(column.getValue().upper(), out);
        }
    }

    static ManifestSummary read(DataInputStream in) throws IOException {
        long liveFiles = readLong(in);
        List<PartitionFiles> partitions = new ArrayList<>();
        for (long left = readCount(in); left > 0; left--) {
            partitions.add(readPartition(in));
        }
        Map<Integer, ColumnSummary> columns = new HashMap<>();
        for (long left = readCount(in); left > 0; left--) {
            columns.put(
                    (int) readLong(in),
                    new ColumnSummary(readOptional(in), readOptional(in), readBound(in), readBound(in)));
        }
        return new ManifestSummary(partitions, columns, liveFiles);
    }

    private static void write(PartitionFiles files, DataOutput out) throws IOException {
        writeLong(files.specId(), out);
        writeText(files.partition(), out);
        writeLong(files.manifestBytes(), out);
        for (FileTotals totals :
                List.of(files.dataFiles(), files.positionDeletes(), files.equalityDeletes(), files.deletionVectors())) {
            writeLong(totals.files(), out);
            writeLong(totals.bytes(), out);
            writeLong(totals.records(), out);
        }
        writeLong(files.dataFileSizes().length, out);
        long before = 0;
        for (long size : files.dataFileSizes()) {
            writeLong(size - before, out);
            before = size;
        }
    }

    private static PartitionFiles readPartition(DataInputStream in) throws IOException {
        int specId = (int) readLong(in);
        String partition = readText(in);
        long manifestBytes = readLong(in);
        FileTotals data = readTotals(in);
        FileTotals positionDeletes = readTotals(in);
        FileTotals equalityDeletes = readTotals(in);
        FileTotals deletionVectors = readTotals(in);
        long count = readCount(in);
        if (count > in.available()) {
            throw new IOException("Cannot read a summary: " + count + " sizes of files");
        }
        long[] sizes = new long[(int) count];
        long before = 0;
        for (int i = 0; i < sizes.length; i++) {
            before += readLong(in);
            sizes[i] = before;
        }
        return new PartitionFiles(
                specId, partition, sizes, manifestBytes, data, positionDeletes, equalityDeletes, deletionVectors);
    }

    private static FileTotals readTotals(DataInput in) throws IOException {
        return new FileTotals(readLong(in), readLong(in), readLong(in));
    }

    private static void write(Bound bound, DataOutput out) throws IOException {
        Object value = bound.value();
        if (value == null) {
            out.writeByte(bound.knowledge() == Knowledge.UNKNOWN ? UNKNOWN : NO_VALUES);
        } else if (value instanceof Boolean flag) {
            out.writeByte(BOOLEAN);
            out.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            out.writeByte(INT);
            writeLong(number, out);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            writeLong(number, out);
        } else if (value instanceof Float number) {
            out.writeByte(FLOAT);
            out.writeFloat(number);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof BigDecimal number) {
            out.writeByte(DECIMAL);
            writeLong(number.scale(), out);
            byte[] bytes = number.unscaledValue().toByteArray();
            writeLong(bytes.length, out);
            out.write(bytes);
        } else {
            throw new IOException("Cannot write a bound of " + value.getClass());
        }
    }

    private static Bound readBound(DataInput in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case UNKNOWN -> Bound.UNKNOWN;
            case NO_VALUES -> Bound.NO_VALUES;
            case BOOLEAN -> known(in.readBoolean());
            case INT -> known((int) readLong(in));
            case LONG -> known(readLong(in));
            case FLOAT -> known(in.readFloat());
            case DOUBLE -> known(in.readDouble());
            case DECIMAL -> {
                int scale = (int) readLong(in);
                byte[] bytes = new byte[(int) Math.min(64, readCount(in))];
                in.readFully(bytes);
                yield known(new BigDecimal(new BigInteger(bytes), scale));
            }
            default -> throw new IOException("Cannot read a bound of kind " + kind);
        };
    }

    private static Bound known(Object value) {
        return new Bound(Knowledge.KNOWN, value);
    }

    /** Numbers are never below zero. */
    private static void writeOptional(@Nullable Long number, DataOutput out) throws IOException {
        writeLong(number == null ? -1 : number, out);
    }

    private static @Nullable Long readOptional(DataInput in) throws IOException {
        long number = readLong(in);
        return number < 0 ? null : Long.valueOf(number);
    }

    static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeLong(bytes.length, out);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        long length = readCount(in);
        byte[] bytes = in.readNBytes((int) Math.min(length, in.available()));
        if (bytes.length < length) {
            throw new IOException("Cannot read a text of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long readCount(DataInput in) throws IOException {
        long count = readLong(in);
        if (count < 0 || count > MOST_ITEMS) {
            throw new IOException("Cannot read a list of " + count + " items");
        }
        return count;
    }

    private static void writeLong(long number, DataOutput out) throws IOException {
        long left = (number << 1) ^ (number >> 63);
        while ((left & ~0x7fL) != 0) {
            out.writeByte((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    private static long readLong(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        throw new IOException("Cannot read a number of more than 64 bits");
    }
}
