package io.firn.benchmarks;

import java.nio.file.Path;
import java.util.Map;

/** A catalog in a file of a directory, whose tables lie beside it: every process that knows the directory can open it. */
public final class LocalCatalog {
    private LocalCatalog() {}

    /** Its properties, as Iceberg's catalogs take them. */
    public static Map<String, String> in(Path directory) {
        return Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + directory.resolve("catalog.db"),
                "jdbc.schema-version",
                "V1",
                "warehouse",
                "file://" + directory.resolve("warehouse"));
    }
}
