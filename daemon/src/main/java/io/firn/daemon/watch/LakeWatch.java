package io.firn.daemon.watch;

import io.firn.daemon.watch.Reachability.Component;
import io.firn.daemon.watch.TableListing.Listed;
import io.firn.lake.config.Provenance;
import io.firn.lake.table.AddedFiles;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.policy.Policies;
import io.firn.maintenance.policy.Policy;
import io.firn.metrics.self.FailureCause;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.self.TableCondition;
import io.firn.metrics.table.TableMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every table of the catalog and keeps what it saw. A table whose catalog pointer has not moved costs nothing where
 * the listing says the pointer, else one request to the catalog, and no read of a file. One table's failure does not keep the
 * others from being seen.
 */
public final class LakeWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LakeWatch.class);
    private static final String COLLECTOR = "tables";

    private final Catalog catalog;
    private final TableListing listing;
    private final String catalogName;
    private final TableStateReader reader;
    private final Policies policies;
    private final TableMetrics tableMetrics;
    private final SelfMetrics selfMetrics;
    private final Reachability reachability;
    private final PublishingTurn turn;
    private final WriterClocks writers;
    private final Consumer<TableIdentifier> whenGone;
    private final Clock clock;
    private final Map<TableIdentifier, WatchedTable> tables =
            new ConcurrentSkipListMap<>(java.util.Comparator.comparing(TableIdentifier::toString));
    private final Set<TableIdentifier> unpublished = new HashSet<>();
    private volatile Optional<Instant> lastLook = Optional.empty();
    private volatile Optional<Instant> lastLookBegan = Optional.empty();

    public LakeWatch(
            Catalog catalog,
            TableListing listing,
            String catalogName,
            TableStateReader reader,
            Policies policies,
            TableMetrics tableMetrics,
            SelfMetrics selfMetrics,
            Reachability reachability,
            PublishingTurn turn,
            WriterClocks writers,
            Consumer<TableIdentifier> whenGone,
            Clock clock) {
        this.catalog = catalog;
        this.listing = listing;
        this.catalogName = catalogName;
        this.reader = reader;
        this.policies = policies;
        this.tableMetrics = tableMetrics;
        this.selfMetrics = selfMetrics;
        this.reachability = reachability;
        this.turn = turn;
        this.writers = writers;
        this.whenGone = whenGone;
        this.clock = clock;
    }

    /** Every table in the order of their names, as last seen. */
    public List<WatchedTable> tables() {
        return List.copyOf(tables.values());
    }

    /** @param name {@code namespace.table} */
    public Optional<WatchedTable> table(String name) {
        try {
            return Optional.ofNullable(tables.get(TableIdentifier.parse(name)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** When every table was last looked at; absent before the first time. */
    public Optional<Instant> lastLook() {
        return lastLook;
    }

    /** Whether nobody has looked for so long, or the clock has gone back since: timers that go by it are late then. */
    public boolean isIdleFor(Duration time) {
        Instant now = clock.instant();
        return lastLook.map(look -> look.plus(time).isBefore(now) || look.isAfter(now))
                .orElse(true);
    }

    /** Looks at every table. Two looks never overlap. Says whether the catalog could be reached. */
    public synchronized boolean look() {
        Instant started = clock.instant();
        Listed listed;
        try {
            listed = listing.list();
        } catch (RuntimeException e) {
            reachability.lost(Component.CATALOG, e);
            selfMetrics.failed(COLLECTOR, Duration.between(started, clock.instant()), FailureCause.CATALOG);
            // It did go round: a catalog that is down is no daemon that is stuck.
            selfMetrics.beat();
            return false;
        }
        reachability.reached(Component.CATALOG);
        for (TableIdentifier known : List.copyOf(tables.keySet())) {
            if (!listed.pointers().containsKey(known)) {
                forget(known);
            }
        }
        selfMetrics.catalogRequests(listed.requests());
        listed.pointers().forEach(this::see);
        selfMetrics.tables(conditions());
        selfMetrics.succeeded(COLLECTOR, Duration.between(started, clock.instant()));
        selfMetrics.beat();
        lastLook = Optional.of(clock.instant());
        lastLookBegan = Optional.of(started);
        return true;
    }

    /** Looks at one table, as after a run on it. */
    public synchronized void look(TableIdentifier table) {
        see(table, Optional.empty());
    }

    private Optional<TableState> known(TableIdentifier identifier) {
        return Optional.ofNullable(tables.get(identifier)).flatMap(WatchedTable::state);
    }

    /** @param listed the table's pointer, if the listing said it */
    private void see(TableIdentifier identifier, Optional<String> listed) {
        turn.keep();
        Optional<WatchedTable> before = Optional.ofNullable(tables.get(identifier));
        Optional<WatchedTable.Loaded> known = before.flatMap(WatchedTable::loaded);
        boolean failed = before.flatMap(WatchedTable::failure).isPresent();
        if (listed.isPresent() && !failed && isAt(listed.get(), known)) {
            return;
        }
        Policy policy = known(identifier).map(policies::of).orElseGet(() -> policies.of(identifier.toString()));
        selfMetrics.catalogRequests(1);
        try {
            Table table = current(identifier, known);
            if (!failed && isAt(pointer(table), known)) {
                return;
            }
            TableState state = reader.read(catalogName, identifier, table, clock.instant());
            policy = policies.of(state);
            if (!failed) {
                known(identifier).ifPresent(earlier -> compareClocks(earlier, state));
            }
            tables.put(
                    identifier,
                    new WatchedTable(
                            identifier, policy, Optional.of(new WatchedTable.Loaded(table, state)), Optional.empty()));
            publish(table, state, policy);
        } catch (NoSuchTableException e) {
            forget(identifier);
        } catch (RuntimeException e) {
            Optional<String> failure = Optional.of(Reachability.reason(e));
            if (!before.flatMap(WatchedTable::failure).equals(failure)) {
                LOG.warn("Cannot read table {}: {}", identifier, failure.get());
            }
            selfMetrics.failed(COLLECTOR, Duration.ZERO, FailureCause.STORAGE);
            tables.put(identifier, new WatchedTable(identifier, policy, known, failure));
        }
    }

    private void compareClocks(TableState earlier, TableState now) {
        if (earlier.uuid().equals(now.uuid())) {
            Set<Long> known =
                    earlier.snapshots().stream().map(SnapshotState::id).collect(Collectors.toSet());
            lastLookBegan.ifPresent(looked -> writers.saw(known, now.snapshots(), looked));
        }
    }

    private Table current(TableIdentifier identifier, Optional<WatchedTable.Loaded> known) {
        if (known.isEmpty()) {
            return catalog.loadTable(identifier);
        }
        Table table = known.get().table();
        try {
            table.refresh();
            return table;
        } catch (NoSuchTableException e) {
            throw e;
        } catch (RuntimeException e) {
            // Another table may have taken the name, which a refresh refuses.
            return catalog.loadTable(identifier);
        }
    }

    private static String pointer(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }

    private static boolean isAt(String pointer, Optional<WatchedTable.Loaded> known) {
        return known.isPresent() && known.get().state().metadataLocation().equals(pointer);
    }

    private void publish(Table table, TableState state, Policy policy) {
        boolean shown = tableMetrics.publish(
                state,
                policy.compaction().smallFileBytes(),
                snapshot -> AddedFiles.oldest(table, snapshot.id(), Provenance.TIMESTAMP_PATH));
        if (shown) {
            unpublished.remove(state.table());
        } else {
            unpublished.add(state.table());
        }
    }

    private void forget(TableIdentifier identifier) {
        if (tables.remove(identifier) != null) {
            LOG.info("Table {} is gone", identifier);
            unpublished.remove(identifier);
            whenGone.accept(identifier);
            try {
                tableMetrics.remove(catalogName, identifier);
            } catch (RuntimeException e) {
                // Its series are gone; the row that stays is of no table to come, which has another UUID.
                LOG.warn("Cannot forget what was counted of table {}: {}", identifier, Reachability.reason(e));
            }
        }
    }

    private Map<TableCondition, Integer> conditions() {
        List<TableCondition> all = new ArrayList<>();
        for (WatchedTable table : tables.values()) {
            all.add(
                    table.failure().isPresent()
                            ? TableCondition.FAILED
                            : unpublished.contains(table.identifier())
                                    ? TableCondition.DROPPED
                                    : TableCondition.PUBLISHED);
        }
        Map<TableCondition, Integer> counts = new EnumMap<>(TableCondition.class);
        all.forEach(condition -> counts.merge(condition, 1, Integer::sum));
        return counts;
    }
}
