package io.firn.quality.scan;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/** Hashes the key of a row. */
final class KeyColumns {
    private final List<ScanColumns.Value> values;
    private final KeyHash hash;

    KeyColumns(Schema schema, List<Integer> fieldIds, KeyHash hash) {
        this.values = fieldIds.stream().map(id -> ScanColumns.value(schema, id)).toList();
        this.hash = hash;
    }

    /** Whether the row has a key: no part of it is null. It is in {@link #hash} then. */
    boolean read(StructLike row) {
        hash.reset();
        for (ScanColumns.Value column : values) {
            Object value = column.of(row);
            if (value == null) {
                return false;
            }
            hash.add(value);
        }
        return true;
    }

    KeyHash hash() {
        return hash;
    }
}
