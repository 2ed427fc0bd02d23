package io.firn.maintenance.columnar;

import java.util.function.BooleanSupplier;
import org.apache.iceberg.FileScanTask;

/** Which rows the equality deletes of a merge delete. For many threads. */
interface DeletesByKey {
    /** No row at all. */
    DeletesByKey NONE = new DeletesByKey() {
        @Override
        public void mark(FileScanTask task, MergeInput input, ColumnBuffers buffers, BooleanSupplier stopped) {}

        @Override
        public long bytes() {
            return 0;
        }
    };

    /** Adds the positions of those of an input. */
    void mark(FileScanTask task, MergeInput input, ColumnBuffers buffers, BooleanSupplier stopped);

    /** That it takes in memory, about. */
    long bytes();
}
