package io.firn.lake.config;

import java.util.Map;

/**
 * An Iceberg catalog as Iceberg itself configures it. The name is part of the key in a JDBC catalog: every process must
 * use the same one.
 */
public record CatalogConfig(String name, Map<String, String> properties) {
    public CatalogConfig {
        properties = Map.copyOf(properties);
    }
}
