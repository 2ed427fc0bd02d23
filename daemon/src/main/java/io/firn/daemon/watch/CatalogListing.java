package io.firn.daemon.watch;

import io.firn.lake.catalog.Catalogs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** The tables of any catalog, by name only: Iceberg's own interface lists nothing else. */
public record CatalogListing(Catalog catalog) implements TableListing {
    @Override
    public Listed list() {
        List<TableIdentifier> tables = Catalogs.tables(catalog);
        Map<TableIdentifier, Optional<String>> pointers = new LinkedHashMap<>();
        tables.forEach(table -> pointers.put(table, Optional.empty()));
        long namespaces =
                tables.stream().map(TableIdentifier::namespace).distinct().count();
        // Of each namespace its tables and its namespaces; empty ones are not seen here.
        return new Listed(pointers, 1 + 2 * namespaces);
    }
}
