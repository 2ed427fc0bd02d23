package io.firn.maintenance.run;

import io.firn.lake.catalog.Catalogs;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** A catalog that does something before and after each table it loads. */
record PausingCatalog(Catalog catalog, Runnable before, Runnable after) implements Catalog {

    @Override
    public String name() {
        return catalog.name();
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        // This one has no namespaces, so that whoever wants all tables asks for those of the empty one.
        return namespace.isEmpty() ? Catalogs.tables(catalog) : catalog.listTables(namespace);
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        return catalog.dropTable(identifier, purge);
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        catalog.renameTable(from, to);
    }

    @Override
    public Table loadTable(TableIdentifier identifier) {
        before.run();
        Table table = catalog.loadTable(identifier);
        after.run();
        return table;
    }
}
