package io.firn.maintenance.columnar;

import java.lang.reflect.Field;
import java.util.Map;
import org.apache.iceberg.inmemory.InMemoryFileIO;

/** The files of Iceberg's catalog in memory, which it keeps until the process ends. */
final class MemoryFiles {
    private MemoryFiles() {}

    static void remove(String warehouse) {
        try {
            Field files = InMemoryFileIO.class.getDeclaredField("IN_MEMORY_FILES");
            files.setAccessible(true);
            ((Map<?, ?>) files.get(null)).keySet().removeIf(location -> ((String) location).startsWith(warehouse));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot remove the files of " + warehouse, e);
        }
    }
}
