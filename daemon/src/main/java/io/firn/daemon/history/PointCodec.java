package io.firn.daemon.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The points of several tables in one slot, as bytes: a version, then deflated by table in the order of the names the name and
 * seven figures, each in as many bytes as it needs. A figure that may be absent is one more than it is, and 0 where it is.
 */
final class PointCodec {
    private static final int VERSION = 1;

    private PointCodec() {}

    static byte[] encode(Map<String, HistoryPoint> points) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        try (DataOutputStream data = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            write(data, points.size());
            for (Map.Entry<String, HistoryPoint> entry : new TreeMap<>(points).entrySet()) {
                HistoryPoint point = entry.getValue();
                data.writeUTF(entry.getKey());
                write(data, point.files());
                write(data, point.bytes());
                write(data, point.smallFiles());
                write(data, point.deleteFiles());
                write(data, point.records());
                write(data, point.commitAgeSeconds().map(age -> age + 1).orElse(0L));
                write(data, point.unqueryableSeconds().map(age -> age + 1).orElse(0L));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write points of history", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalStateException if something else wrote them */
    static void decode(byte[] bytes, BiConsumer<String, HistoryPoint> each) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalStateException("Cannot read points of history: they are not of version " + VERSION);
        }
        try (DataInputStream data =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1)))) {
            for (long left = read(data); left > 0; left--) {
                String table = data.readUTF();
                each.accept(
                        table,
                        new HistoryPoint(
                                read(data),
                                read(data),
                                read(data),
                                read(data),
                                read(data),
                                age(read(data)),
                                age(read(data))));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read points of history: " + e.getMessage(), e);
        }
    }

    private static Optional<Long> age(long written) {
        return written == 0 ? Optional.empty() : Optional.of(written - 1);
    }

    private static void write(DataOutputStream data, long figure) throws IOException {
        long left = figure;
        while (left > 0x7f) {
            data.writeByte((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        data.writeByte((int) left);
    }

    private static long read(DataInputStream data) throws IOException {
        long figure = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int part = data.readUnsignedByte();
            figure |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                return figure;
            }
        }
        throw new IOException("a figure is too long");
    }
}
