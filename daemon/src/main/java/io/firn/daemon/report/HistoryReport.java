package io.firn.daemon.report;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import io.firn.quality.check.CheckSet;
import io.firn.quality.history.ShownColumns;
import io.firn.quality.history.TableComparison;
import io.firn.quality.history.TableDiff;
import io.firn.quality.incident.Backtest;
import io.firn.quality.incident.Incident;
import io.firn.quality.incident.PastChecks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Answers what is asked of a table's past, from its retained snapshots. Writes nothing, and keeps nothing but caches. */
public final class HistoryReport {
    private final Catalog catalog;
    private final String catalogName;
    private final TableStateReader reader;
    private final CheckSet checks;
    private final PastChecks past;
    private final Clock clock;

    public HistoryReport(
            Catalog catalog,
            String catalogName,
            TableStateReader reader,
            CheckSet checks,
            PastChecks past,
            Clock clock) {
        this.catalog = catalog;
        this.catalogName = catalogName;
        this.reader = reader;
        this.checks = checks;
        this.past = past;
        this.clock = clock;
    }

    /** A table as it was loaded for one question. */
    private record Loaded(TableIdentifier identifier, Table table) {
        String name() {
            return identifier.toString();
        }
    }

    /**
     * How a table differs between two moments, empty where there is no such table.
     *
     * @throws IllegalArgumentException saying why there is no snapshot of one of them
     */
    public Optional<TableDiff> diff(String name, String from, String to) {
        return load(name).map(loaded -> new TableComparison(reader, new ShownColumns(shown(loaded)))
                .compare(loaded.name(), loaded.table(), from, to, clock.instant()));
    }

    /**
     * Where the last stretch of bad commits began, empty where there is no such table or check.
     *
     * @throws IllegalArgumentException if the check does not judge commits
     */
    public Optional<Incident> bisect(String name, String check) {
        return load(name).flatMap(loaded -> checks.of(loaded.name()).stream()
                .filter(candidate -> candidate.name().equals(check))
                .findFirst()
                .map(found -> bisect(loaded, found)));
    }

    /** What a table's checks would have said in the last while, empty where there is no such table. */
    public Optional<Backtest> backtest(String name, Duration period) {
        Instant now = clock.instant();
        return load(name)
                .map(loaded -> past.backtest(
                        loaded.table(),
                        state(loaded),
                        checks.of(loaded.name()),
                        shown(loaded),
                        now.minus(period),
                        now));
    }

    private Incident bisect(Loaded loaded, CheckConfig check) {
        return past.bisect(loaded.table(), state(loaded), check, shown(loaded));
    }

    private TableState state(Loaded loaded) {
        return reader.read(catalogName, loaded.identifier(), loaded.table(), clock.instant());
    }

    private Predicate<String> shown(Loaded loaded) {
        return checks.shown(loaded.name(), loaded.table().properties());
    }

    private Optional<Loaded> load(String name) {
        try {
            return TableNames.parse(name).map(identifier -> new Loaded(identifier, catalog.loadTable(identifier)));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }
}
