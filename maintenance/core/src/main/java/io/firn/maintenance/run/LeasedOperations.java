package io.firn.maintenance.run;

import io.firn.maintenance.engine.CommitGate;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Asks right before each call of the catalog whether the run may still commit. Iceberg tries a commit again by itself, up to
 * minutes later, and in such a pause the lease can go to somebody else (hazard H20).
 */
record LeasedOperations(TableOperations operations, CommitGate gate) implements TableOperations {

    /** The same table, its commits behind the gate. */
    static Table behind(CommitGate gate, Table table) {
        return table instanceof BaseTable base
                ? new BaseTable(new LeasedOperations(base.operations(), gate), base.name(), base.reporter())
                : table;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        gate.check();
        operations.commit(base, metadata);
    }

    @Override
    public TableMetadata current() {
        return operations.current();
    }

    @Override
    public TableMetadata refresh() {
        return operations.refresh();
    }

    @Override
    public FileIO io() {
        return operations.io();
    }

    @Override
    public EncryptionManager encryption() {
        return operations.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return operations.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return operations.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
        return operations.temp(uncommitted);
    }

    @Override
    public long newSnapshotId() {
        return operations.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
        return operations.requireStrictCleanup();
    }
}
