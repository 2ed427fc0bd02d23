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

    /** Names the properties without their values: some are credentials. */
    @Override
    public String toString() {
        return "CatalogConfig[name=" + name + ", properties=" + properties.keySet() + "]";
    }
}
