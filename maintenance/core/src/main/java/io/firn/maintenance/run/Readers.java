package io.firn.maintenance.run;

import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Consumers;
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.ReaderPositions;
import io.firn.maintenance.plan.SnapshotGraph;
import io.firn.maintenance.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streaming readers of a catalog's tables: who is registered, and for whom nothing is kept any more, which is warned of
 * once a reader and process (hazard H16).
 */
public final class Readers {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    private final Catalog catalog;
    private final Consumers consumers;
    private final Map<String, Set<String>> letGo = new ConcurrentHashMap<>();

    Readers(Catalog catalog, Consumers consumers) {
        this.catalog = catalog;
        this.consumers = consumers;
    }

    /**
     * Registers a reader that has read up to a snapshot, or renews it. Backwards as well: one that was restored from an older
     * state needs what it reads again, as far as it is still there. Throws {@link IllegalArgumentException} where the table
     * does not have the snapshot any more, and then keeps what was registered before; else what the catalog throws.
     */
    public Consumer register(TableIdentifier identifier, String name, long snapshotId) {
        String table = identifier.toString();
        require(catalog.loadTable(identifier), table, name, snapshotId);
        Optional<Consumer> before = consumers.find(table, name);
        Consumer registered = consumers.put(table, name, snapshotId);
        try {
            // An expiry may have committed before it could see the registration.
            require(catalog.loadTable(identifier), table, name, snapshotId);
        } catch (IllegalArgumentException e) {
            before.ifPresentOrElse(
                    old -> consumers.put(table, name, old.snapshotId()), () -> consumers.remove(table, name));
            throw e;
        }
        return registered;
    }

    /** Lets expiry go on past a reader; false where none of that name was registered. */
    public boolean remove(TableIdentifier table, String name) {
        return consumers.remove(table.toString(), name);
    }

    /** Of all tables. */
    public List<Consumer> all() {
        return consumers.all();
    }

    /** How many readers of a table expiry keeps nothing for any more, as of its last plan in this process. */
    public long letGo(String table) {
        return letGo.getOrDefault(table, Set.of()).size();
    }

    List<Consumer> of(String table) {
        return consumers.of(table);
    }

    /** Those of a table; takes down, and warns of, whom the next expiry does not respect. */
    List<Consumer> watch(TableState state, Policy.Snapshots policy, Instant now) {
        List<Consumer> registered = of(state.name());
        Set<String> names = ReaderPositions.of(SnapshotGraph.of(state), registered, policy.consumerLagCap(), now)
                .letGo();
        Set<String> known = Optional.ofNullable(letGo.put(state.name(), names)).orElse(Set.of());
        names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> LOG.warn(
                        "Cannot keep snapshots of {} for consumer {} any longer: its position is gone or over"
                                + " consumer-lag-cap ({}) behind",
                        state.name(),
                        name,
                        policy.consumerLagCap()));
        return registered;
    }

    private static void require(Table table, String name, String consumer, long snapshotId) {
        if (table.snapshot(snapshotId) == null) {
            throw new IllegalArgumentException("Cannot register consumer " + consumer + " of " + name
                    + ": the table has no snapshot " + snapshotId);
        }
    }
}
