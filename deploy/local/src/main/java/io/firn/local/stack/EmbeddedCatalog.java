package io.firn.local.stack;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.StreamConfig;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;

/** Makes catalog database and namespaces before several processes open them at once. */
final class EmbeddedCatalog {
    private EmbeddedCatalog() {}

    static void create(FirnConfig config) throws StackException {
        Catalog catalog = Catalogs.open(config.catalog());
        try {
            if (catalog instanceof SupportsNamespaces namespaces) {
                for (Namespace namespace : namespaces(config)) {
                    if (!namespaces.namespaceExists(namespace)) {
                        namespaces.createNamespace(namespace);
                    }
                }
            }
        } finally {
            close(catalog);
        }
    }

    private static Set<Namespace> namespaces(FirnConfig config) {
        return config.pipeline().streams().stream()
                .map(StreamConfig::table)
                .map(TableIdentifier::parse)
                .map(TableIdentifier::namespace)
                .collect(Collectors.toSet());
    }

    private static void close(Catalog catalog) throws StackException {
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new StackException("Cannot close the catalog: " + e, e);
            }
        }
    }
}
