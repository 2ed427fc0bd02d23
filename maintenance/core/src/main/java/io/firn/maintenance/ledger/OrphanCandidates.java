package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Files that a scan took for orphans, until a later one confirms or forgets them. A file whose size or time has changed is
 * another file: it begins anew. Lists are read in batches, so that no scan has to hold its candidates in memory.
 */
public final class OrphanCandidates {
    private final Database database;
    private final String catalog;

    OrphanCandidates(Database database, String catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    /** @param location exactly as the storage lists it (hazard H7) */
    public record Candidate(String location, long bytes, Instant modified) {}

    /** How many, and their size. */
    public record Total(long files, long bytes) {}

    /** Writes what the scan that began at {@code scan} has found. */
    public void seen(String tableUuid, Collection<Candidate> candidates, Instant scan) {
        if (candidates.isEmpty()) {
            return;
        }
        database.transaction("write candidates of an orphan scan", connection -> {
            List<@Nullable Object[]> updates = new ArrayList<>();
            for (Candidate found : candidates) {
                // First seen in the future is a clock that was put back.
                updates.add(new @Nullable Object[] {
                    scan.toEpochMilli(),
                    scan.toEpochMilli(),
                    catalog,
                    tableUuid,
                    found.location(),
                    found.bytes(),
                    found.modified().toEpochMilli()
                });
            }
            int[] known = Database.batch(
                    connection,
                    "UPDATE firn_orphan SET last_seen = ?, first_seen = LEAST(first_seen, ?) WHERE catalog_name = ? AND table_uuid = ? AND location = ?"
                            + " AND bytes = ? AND modified = ?",
                    updates);
            List<@Nullable Object[]> keys = new ArrayList<>();
            List<@Nullable Object[]> rows = new ArrayList<>();
            int i = 0;
            for (Candidate found : candidates) {
                if (known[i++] == 0) {
                    keys.add(new @Nullable Object[] {catalog, tableUuid, found.location()});
                    rows.add(new @Nullable Object[] {
                        catalog,
                        tableUuid,
                        found.location(),
                        found.bytes(),
                        found.modified().toEpochMilli(),
                        scan.toEpochMilli(),
                        scan.toEpochMilli()
                    });
                }
            }
            if (!rows.isEmpty()) {
                Database.batch(connection, "DELETE FROM firn_orphan" + KEY, keys);
                Database.batch(
                        connection,
                        "INSERT INTO firn_orphan (catalog_name, table_uuid, location, bytes, modified, first_seen, last_seen)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        rows);
            }
            return rows.size();
        });
    }

    private static final String KEY = " WHERE catalog_name = ? AND table_uuid = ? AND location = ?";

    /** Candidates that {@code scan} has found, by location, beginning after one. */
    public List<Candidate> of(String tableUuid, Instant scan, String after, int limit) {
        return confirmed(tableUuid, scan, scan, after, limit);
    }

    /** Those of them that a scan first found at {@code firstSeen} or before. */
    public List<Candidate> confirmed(String tableUuid, Instant scan, Instant firstSeen, String after, int limit) {
        return database.query(
                "read candidates of an orphan scan",
                "SELECT location, bytes, modified FROM firn_orphan" + CONFIRMED
                        + " AND location > ? ORDER BY location LIMIT " + limit,
                row -> new Candidate(row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3))),
                catalog,
                tableUuid,
                scan.toEpochMilli(),
                firstSeen.toEpochMilli(),
                after);
    }

    private static final String CONFIRMED =
            " WHERE catalog_name = ? AND table_uuid = ? AND last_seen = ? AND first_seen <= ?";

    public Total total(String tableUuid, Instant scan, Instant firstSeen) {
        return database.query(
                        "count candidates of an orphan scan",
                        "SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM firn_orphan" + CONFIRMED,
                        row -> new Total(row.getLong(1), row.getLong(2)),
                        catalog,
                        tableUuid,
                        scan.toEpochMilli(),
                        firstSeen.toEpochMilli())
                .get(0);
    }

    /** What is known of every table's candidates, by its uuid; a table without any is not in it. */
    public Map<String, Total> totals() {
        record OfTable(String uuid, Total total) {}
        return database
                .query(
                        "count candidates of orphan scans",
                        "SELECT table_uuid, COUNT(*), SUM(bytes) FROM firn_orphan WHERE catalog_name = ?"
                                + " GROUP BY table_uuid",
                        row -> new OfTable(row.getString(1), new Total(row.getLong(2), row.getLong(3))),
                        catalog)
                .stream()
                .collect(Collectors.toMap(OfTable::uuid, OfTable::total));
    }

    public void forget(String tableUuid, Collection<String> locations) {
        List<@Nullable Object[]> keys = new ArrayList<>();
        locations.forEach(location -> keys.add(new @Nullable Object[] {catalog, tableUuid, location}));
        if (!keys.isEmpty()) {
            database.transaction(
                    "forget candidates of an orphan scan",
                    connection -> Database.batch(connection, "DELETE FROM firn_orphan" + KEY, keys).length);
        }
    }

    /** Forgets what a scan that has come to its end did not find again. */
    public void forgetOthers(String tableUuid, Instant scan) {
        database.update(
                "forget candidates of an orphan scan",
                "DELETE FROM firn_orphan WHERE catalog_name = ? AND table_uuid = ? AND last_seen <> ?",
                catalog,
                tableUuid,
                scan.toEpochMilli());
    }
}
