package io.firn.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.CatalogConfig;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogsTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    @TempDir
    private Path directory;

    @Test
    void listsTheTablesOfAllNamespacesNestedOnesToo() {
        try (JdbcCatalog catalog = SqliteCatalog.open(SqliteCatalog.in(directory))) {
            Namespace nested = Namespace.of("b", "deep", "er");
            catalog.createNamespace(Namespace.of("a"));
            catalog.createNamespace(Namespace.of("b"));
            catalog.createNamespace(Namespace.of("b", "deep"));
            catalog.createNamespace(nested);
            catalog.createTable(TableIdentifier.of(nested, "t"), SCHEMA);
            catalog.createTable(TableIdentifier.of("a", "y"), SCHEMA);
            catalog.createTable(TableIdentifier.of("a", "x"), SCHEMA);

            assertThat(Catalogs.tables(catalog))
                    .extracting(TableIdentifier::toString)
                    .containsExactly("a.x", "a.y", "b.deep.er.t");
        }
    }

    @Test
    void aLocalWarehouseNeedsNoHadoop() {
        try (JdbcCatalog catalog = SqliteCatalog.open(SqliteCatalog.in(directory))) {
            catalog.createNamespace(Namespace.of("a"));
            Table table = catalog.createTable(TableIdentifier.of("a", "x"), SCHEMA);

            assertThat(table.io()).isInstanceOf(LocalFileIO.class);
            assertThat(table.location()).startsWith("file://" + directory);
        }
    }

    @Test
    void anotherFileIOCanBeChosen() {
        CatalogConfig config = SqliteCatalog.in(directory, Map.of("io-impl", InMemoryFileIO.class.getName()));
        try (JdbcCatalog catalog = SqliteCatalog.open(config)) {
            catalog.createNamespace(Namespace.of("a"));

            assertThat(catalog.createTable(TableIdentifier.of("a", "x"), SCHEMA).io())
                    .isInstanceOf(InMemoryFileIO.class);
        }
    }

    @Test
    void anUnknownKindIsAnErrorThatNamesTheCatalogAndTheReason() {
        assertThatThrownBy(() -> Catalogs.open(new CatalogConfig("lake", Map.of("type", "paper"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot open catalog 'lake': ")
                .hasMessageContaining("paper");
        assertThatThrownBy(() -> Catalogs.open(new CatalogConfig("lake", Map.of("catalog-impl", "no.such.Catalog"))))
                .hasMessageStartingWith("Cannot open catalog 'lake': ")
                .hasMessageContaining("no.such.Catalog");
    }

    @Test
    void anUnreachableDatabaseIsAnErrorThatNamesItButNoPassword() {
        Map<String, String> properties = Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:nothing://host/db?user=u&password=hunter2",
                "jdbc.password",
                "sesame",
                "warehouse",
                "s3://bucket/x");

        assertThatThrownBy(() -> Catalogs.open(new CatalogConfig("lake", properties)))
                .hasMessageStartingWith("Cannot open catalog 'lake': ")
                .hasMessageContaining("jdbc:nothing://host/db")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("sesame");
    }
}
