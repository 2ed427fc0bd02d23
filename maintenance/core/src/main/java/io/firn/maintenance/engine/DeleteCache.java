package io.firn.maintenance.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.io.FileIO;

/**
 * Loads delete files, and keeps what it loaded for the other files of the same group: an upsert's delete file applies to
 * every older file of its partition. Bounded by bytes; used by many threads.
 */
final class DeleteCache extends BaseDeleteLoader {
    private static final long MAX_BYTES = 32L << 20;

    private final Map<String, Object> loaded = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

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
        if (bytes.get() + valueSize > MAX_BYTES && !loaded.containsKey(key)) {
            return valueSupplier.get();
        }
        return (V) loaded.computeIfAbsent(key, any -> {
            bytes.addAndGet(valueSize);
            return valueSupplier.get();
        });
    }
}
