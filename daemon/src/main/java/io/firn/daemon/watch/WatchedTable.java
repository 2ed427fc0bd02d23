package io.firn.daemon.watch;

import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A table as it was last seen.
 *
 * @param loaded with its state, absent while it has never been read
 * @param failure why the newest look failed; {@code loaded} is then older
 */
public record WatchedTable(
        TableIdentifier identifier, Policy policy, Optional<Loaded> loaded, Optional<String> failure) {

    /** The table and the facts that were read from it. */
    public record Loaded(Table table, TableState state) {}

    public String name() {
        return identifier.toString();
    }

    public Optional<TableState> state() {
        return loaded.map(Loaded::state);
    }
}
