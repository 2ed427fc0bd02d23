package io.firn.maintenance.orphans;

import io.firn.lake.catalog.Catalogs;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Refusal;
import io.firn.maintenance.reachability.ParallelReads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * Where every table of a catalog writes, to find two that share or nest a directory (hazard H5). Loading it loads each
 * table, so a scan may use one that is up to ten minutes old; before files are moved it is loaded anew.
 */
public final class LocationIndex {
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Catalog catalog;
    private final Clock clock;
    private final ExecutorService reads;
    private Map<TableIdentifier, Optional<TablePaths>> paths = Map.of();
    private Instant loaded = Instant.MIN;

    /** @param reads loads tables; none of its threads may be waiting for the index */
    public LocationIndex(Catalog catalog, Clock clock, ExecutorService reads) {
        this.catalog = catalog;
        this.clock = clock;
        this.reads = reads;
    }

    /** What forbids to list the table's files as its own. */
    synchronized Optional<Refusal> refusal(TableIdentifier name, Table table) {
        if (loaded.isBefore(clock.instant().minus(FRESH)) || !paths.containsKey(name)) {
            reload();
        }
        if (!paths.containsKey(name)) {
            return refused("the catalog does not list the table");
        }
        TablePaths own = TablePaths.of(table);
        for (Map.Entry<TableIdentifier, Optional<TablePaths>> other : paths.entrySet()) {
            if (other.getKey().equals(name)) {
                continue;
            }
            if (other.getValue().isEmpty()) {
                return refused("table " + other.getKey() + " cannot be loaded, so it is not known where its files are");
            }
            if (own.overlaps(other.getValue().get())) {
                return refused("table " + other.getKey() + " has its files in the same place, or one within the other");
            }
        }
        return Optional.empty();
    }

    /** What forbids to move the table's files to a directory. */
    synchronized Optional<Refusal> refusal(Table table, String quarantine) {
        boolean isWithinOwn = TablePaths.of(table).overlaps(quarantine);
        return isWithinOwn
                        || paths.values().stream().flatMap(Optional::stream).anyMatch(any -> any.overlaps(quarantine))
                ? refused("the quarantine location and the files of a table lie within each other")
                : Optional.empty();
    }

    synchronized void reload() {
        Instant began = clock.instant();
        List<TableIdentifier> names = Catalogs.tables(catalog);
        List<Callable<Optional<TablePaths>>> loads = new ArrayList<>();
        List<TableIdentifier> dropped = new ArrayList<>();
        for (TableIdentifier name : names) {
            loads.add(() -> load(name, dropped));
        }
        List<Optional<TablePaths>> results = ParallelReads.all(loads, reads);
        Map<TableIdentifier, Optional<TablePaths>> all = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), results.get(i));
        }
        dropped.forEach(all::remove);
        paths = all;
        loaded = began;
    }

    private Optional<TablePaths> load(TableIdentifier name, List<TableIdentifier> dropped) {
        try {
            return Optional.of(TablePaths.of(catalog.loadTable(name)));
        } catch (NoSuchTableException e) {
            synchronized (dropped) {
                dropped.add(name);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Refusal> refused(String reason) {
        return Optional.of(new Refusal(Guard.H5, reason));
    }
}
