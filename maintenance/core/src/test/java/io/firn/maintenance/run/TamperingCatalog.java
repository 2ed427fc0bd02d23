package io.firn.maintenance.run;

import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.io.OutputFile;

/** A catalog whose storage lets the test damage a file before it is read. */
record TamperingCatalog(Catalog catalog, Consumer<String> reads) implements Catalog {

    @Override
    public String name() {
        return catalog.name();
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return catalog.listTables(namespace);
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
        BaseTable table = (BaseTable) catalog.loadTable(identifier);
        return new BaseTable(new Operations(table.operations(), reads), table.name());
    }

    private record Storage(FileIO io, Consumer<String> reads) implements FileIO {
        private static final long serialVersionUID = 1;

        @Override
        public InputFile newInputFile(String location) {
            reads.accept(location);
            return io.newInputFile(location);
        }

        @Override
        public OutputFile newOutputFile(String location) {
            return io.newOutputFile(location);
        }

        @Override
        public void deleteFile(String location) {
            io.deleteFile(location);
        }
    }

    private record Operations(TableOperations operations, Consumer<String> reads) implements TableOperations {

        @Override
        public TableMetadata current() {
            return operations.current();
        }

        @Override
        public TableMetadata refresh() {
            return operations.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            operations.commit(base, metadata);
        }

        @Override
        public FileIO io() {
            return new Storage(operations.io(), reads);
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return operations.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return LocationProviders.locationsFor(
                    current().location(), current().properties());
        }
    }
}
