package io.firn.maintenance.run;

import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Makes sure that a commit which a process prepared before it lost the table's lease is never applied, though the process may
 * only be paused (hazard H20). The fence is a small commit of its own. A catalog that swaps the location of the metadata applies
 * a commit only on the metadata it was made from; such a one was made before the lease ended, and the fence is younger. It fails,
 * and its next attempt asks for the lease ({@link LeasedOperations}). A catalog that checks a commit's requirements instead, as
 * REST does, could still apply it: no fence is claimed there.
 */
record Fence(Catalog catalog) {
    /** Table property with the id of the last fence; a new value each time, as the commit must change the metadata. */
    private static final String PROPERTY = "firn.fence";

    /**
     * The table, loaded after the fence; empty if its catalog cannot be fenced. The caller holds the table's lease.
     *
     * @throws RuntimeException if the fence may not have been committed
     */
    Optional<Table> raise(TableIdentifier name) {
        Table table = catalog.loadTable(name);
        boolean swapsMetadata = table instanceof HasTableOperations withOperations
                && withOperations.operations() instanceof BaseMetastoreTableOperations;
        if (!swapsMetadata) {
            return Optional.empty();
        }
        String id = UUID.randomUUID().toString();
        table.updateProperties().set(PROPERTY, id).commit();
        Table fenced = catalog.loadTable(name);
        if (!id.equals(fenced.properties().get(PROPERTY))) {
            throw new IllegalStateException("Cannot fence " + name + ": its catalog does not show the fence");
        }
        return Optional.of(fenced);
    }
}
