package io.firn.maintenance.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.io.FileIO;

/**
 * Loads delete files, and keeps what it loaded for the other files of the same group: an upsert's delete file applies to
 * every older file of its partition. Bounded by bytes; used by one thread.
 */
final class DeleteCache extends BaseDeleteLoader {
    private static final long MAX_BYTES = 32L << 20;

    private final Map<String, Object> loaded = new LinkedHashMap<>();
    private long bytes;

    DeleteCache(FileIO io) {
        super(file -> io.newInputFile(file.location()), null); // No pool: the calling thread reads.
    }

    @Override
    protected boolean canCache(long size) {
        return size <= MAX_BYTES / 4;
    }

    @Override
    @SuppressWarnings("unchecked") // A key is a delete file's location, which always loads as the same type.
    protected <V> V getOrLoad(String key, Supplier<V> valueSupplier, long valueSize) {
        Object present = loaded.get(key);
        if (present != null) {
            return (V) present;
        }
        V value = valueSupplier.get();
        if (bytes + valueSize <= MAX_BYTES) {
            loaded.put(key, value);
            bytes += valueSize;
        }
        return value;
    }
}
