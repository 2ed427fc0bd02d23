package io.firn.pipeline.job;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * The catalog for all operators of this JVM. The sink asks for a catalog again and again (each of its serializers does
 * whenever a schema changes) and closes none, so each gets the same one.
 */
public final class SharedCatalog implements CatalogLoader {
    private static final long serialVersionUID = 1;

    private static final Map<CatalogConfig, Catalog> OPEN = new ConcurrentHashMap<>();

    private final String name;
    private final HashMap<String, String> properties;

    public SharedCatalog(CatalogConfig config) {
        this.name = config.name();
        this.properties = new HashMap<>(config.properties());
    }

    @Override
    public Catalog loadCatalog() {
        return OPEN.computeIfAbsent(new CatalogConfig(name, properties), Catalogs::open);
    }

    @Override
    @SuppressWarnings({"MethodDoesntCallSuperMethod", "CloneDeclaresCloneNotSupported"})
    public CatalogLoader clone() {
        return new SharedCatalog(new CatalogConfig(name, properties));
    }
}
