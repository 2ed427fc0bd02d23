package io.firn.lake.catalog;

import io.firn.lake.config.CatalogConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** The embedded stack's catalog, in a directory of the test. */
public final class SqliteCatalog {
    private SqliteCatalog() {}

    public static CatalogConfig in(Path directory) {
        return in(directory, Map.of());
    }

    public static CatalogConfig in(Path directory, Map<String, String> further) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + directory.resolve("catalog.db")
                        + "?journal_mode=WAL&busy_timeout=30000&transaction_mode=IMMEDIATE",
                "jdbc.schema-version",
                "V1",
                "warehouse",
                "file://" + directory.resolve("warehouse")));
        properties.putAll(further);
        return new CatalogConfig("firn", properties);
    }

    public static JdbcCatalog open(CatalogConfig config) {
        Catalog catalog = Catalogs.open(config);
        return (JdbcCatalog) catalog;
    }
}
