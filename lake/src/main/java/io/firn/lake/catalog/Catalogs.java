package io.firn.lake.catalog;

import io.firn.lake.config.CatalogConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.io.ResolvingFileIO;

/** Opens the configured Iceberg catalog and lists what is in it. */
public final class Catalogs {
    private static final String HADOOP_CONFIGURATION = "org.apache.hadoop.conf.Configuration";
    private static final Set<String> HADOOP =
            Set.of(CatalogUtil.ICEBERG_CATALOG_TYPE_HADOOP, CatalogUtil.ICEBERG_CATALOG_HADOOP);
    private static final Set<String> HIVE =
            Set.of(CatalogUtil.ICEBERG_CATALOG_TYPE_HIVE, CatalogUtil.ICEBERG_CATALOG_HIVE);
    private static final Set<String> JDBC =
            Set.of(CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC, CatalogUtil.ICEBERG_CATALOG_JDBC);

    private Catalogs() {}

    /**
     * Opens the catalog that the properties describe. A JDBC catalog whose warehouse is a local directory gets {@link
     * LocalFileIO} unless another {@code io-impl} is set, so that neither process needs Hadoop.
     *
     * @throws IllegalStateException naming the catalog and the reason, if it cannot be opened
     */
    public static Catalog open(CatalogConfig config) {
        Map<String, String> properties = new HashMap<>(config.properties());
        defaultFileIO(properties).ifPresent(io -> properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, io));
        try {
            return CatalogUtil.buildIcebergCatalog(
                    config.name(), properties, needsHadoop(properties) ? hadoopConfiguration() : null);
        } catch (RuntimeException | LinkageError | ReflectiveOperationException e) {
            String message = "Cannot open catalog '" + config.name() + "': " + Reasons.of(e, config.properties());
            throw new IllegalStateException(message, e);
        }
    }

    private static Optional<String> defaultFileIO(Map<String, String> properties) {
        String warehouse = properties.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "");
        String kind = kind(properties);
        if (LocalFileIO.isLocal(warehouse) && !isOneOf(kind, HADOOP)) {
            return Optional.of(LocalFileIO.class.getName());
        }
        // Iceberg's own default for JDBC is Hadoop's; this one picks by scheme, as the REST catalog does.
        return isOneOf(kind, JDBC) ? Optional.of(ResolvingFileIO.class.getName()) : Optional.empty();
    }

    private static boolean needsHadoop(Map<String, String> properties) {
        String kind = kind(properties);
        return isOneOf(kind, HADOOP) || isOneOf(kind, HIVE);
    }

    private static String kind(Map<String, String> properties) {
        return properties.getOrDefault(
                CatalogProperties.CATALOG_IMPL, properties.getOrDefault(CatalogUtil.ICEBERG_CATALOG_TYPE, ""));
    }

    private static boolean isOneOf(String kind, Set<String> names) {
        return names.contains(kind) || names.contains(kind.toLowerCase(Locale.ROOT));
    }

    private static Object hadoopConfiguration() throws ReflectiveOperationException {
        try {
            return Class.forName(HADOOP_CONFIGURATION).getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new ClassNotFoundException(
                    "it needs Hadoop's client (hadoop-client-api, hadoop-client-runtime), and " + HADOOP_CONFIGURATION
                            + " is not on the class path",
                    e);
        }
    }

    /** Every table of every namespace, nested ones too, in the order of their names. */
    public static List<TableIdentifier> tables(Catalog catalog) {
        if (!(catalog instanceof SupportsNamespaces namespaces)) {
            return List.copyOf(catalog.listTables(Namespace.empty()));
        }
        Set<Namespace> seen = new LinkedHashSet<>();
        Deque<Namespace> open = new ArrayDeque<>(namespaces.listNamespaces());
        List<TableIdentifier> tables = new ArrayList<>();
        while (!open.isEmpty()) {
            Namespace namespace = open.removeFirst();
            if (!seen.add(namespace)) {
                continue;
            }
            try {
                tables.addAll(catalog.listTables(namespace));
                open.addAll(namespaces.listNamespaces(namespace));
            } catch (NoSuchNamespaceException droppedSinceListed) {
                tables.removeIf(table -> table.namespace().equals(namespace));
            }
        }
        tables.sort(Comparator.comparing(TableIdentifier::toString));
        return Collections.unmodifiableList(tables);
    }
}
