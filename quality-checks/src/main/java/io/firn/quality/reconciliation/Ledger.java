package io.firn.quality.reconciliation;

import io.firn.lake.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The entries of every table's proof of completeness, in the daemon's database. An entry's text is not stored but made of
 * its figures whenever it is read, so a figure that somebody changes does not fit its hash any more.
 */
final class Ledger {
    private static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS reconciliation_entry (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              sequence BIGINT NOT NULL,
              table_uuid VARCHAR(64) NOT NULL,
              at BIGINT NOT NULL,
              snapshots TEXT NOT NULL,
              previous VARCHAR(64) NOT NULL,
              hash VARCHAR(64) NOT NULL,
              PRIMARY KEY (catalog_name, table_name, sequence))""", """
            CREATE TABLE IF NOT EXISTS reconciliation_line (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              sequence BIGINT NOT NULL,
              line_number INT NOT NULL,
              topic VARCHAR(255) NOT NULL,
              partition_number INT NOT NULL,
              from_offset BIGINT NOT NULL,
              to_offset BIGINT NOT NULL,
              expected BIGINT NOT NULL,
              landed BIGINT NOT NULL,
              dead_letters BIGINT NOT NULL,
              duplicates BIGINT NOT NULL,
              no_record BIGINT NOT NULL,
              unknown_records BIGINT NOT NULL,
              missing BIGINT NOT NULL,
              missing_offsets TEXT NOT NULL,
              arrived_offsets TEXT NOT NULL,
              PRIMARY KEY (catalog_name, table_name, sequence, line_number))""");

    private final Database database;

    /** An entry and the hash that was stored with it. */
    record Stored(LedgerEntry entry, String hash) {}

    Ledger(DataSource source) {
        this.database = new Database(source, ReconciliationException::of);
        database.execute("create the tables of reconciliation", TABLES);
    }

    static void insert(Connection connection, LedgerEntry entry) throws SQLException {
        Database.update(
                connection,
                "INSERT INTO reconciliation_entry (catalog_name, table_name, sequence, table_uuid, at, snapshots,"
                        + " previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                entry.catalog(),
                entry.table(),
                entry.sequence(),
                entry.tableUuid(),
                entry.at().toEpochMilli(),
                entry.snapshots().stream().map(String::valueOf).collect(Collectors.joining(",")),
                entry.previous(),
                entry.hash());
        int number = 0;
        for (LedgerLine line : entry.lines()) {
            Tally tally = line.tally();
            Database.update(
                    connection,
                    "INSERT INTO reconciliation_line (catalog_name, table_name, sequence, line_number, topic,"
                            + " partition_number, from_offset, to_offset, expected, landed, dead_letters, duplicates,"
                            + " no_record, unknown_records, missing, missing_offsets, arrived_offsets)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    entry.catalog(),
                    entry.table(),
                    entry.sequence(),
                    number++,
                    line.topic(),
                    line.partition(),
                    line.from(),
                    line.to(),
                    tally.expected(),
                    tally.landed(),
                    tally.deadLetters(),
                    tally.duplicates(),
                    tally.noRecord(),
                    tally.unknown(),
                    tally.missing(),
                    line.missing().toString(),
                    line.arrived().toString());
        }
    }

    /** Entries made from {@code from} to before {@code to}, oldest first; at most {@code limit}, the oldest. */
    List<Stored> entries(String catalog, String table, Instant from, Instant to, int limit) {
        return database.transaction("read the ledger of " + table, connection -> {
            List<Stored> bare = Database.query(
                    connection,
                    "SELECT * FROM reconciliation_entry WHERE catalog_name = ? AND table_name = ? AND at >= ?"
                            + " AND at < ? ORDER BY sequence LIMIT ?",
                    row -> readEntry(row, catalog, table),
                    catalog,
                    table,
                    from.toEpochMilli(),
                    to.toEpochMilli(),
                    limit);
            if (bare.isEmpty()) {
                return bare;
            }
            Map<Long, List<LedgerLine>> lines = new HashMap<>();
            Database.query(
                    connection,
                    "SELECT * FROM reconciliation_line WHERE catalog_name = ? AND table_name = ? AND sequence >= ?"
                            + " AND sequence <= ? ORDER BY sequence, line_number",
                    row -> lines.computeIfAbsent(row.getLong("sequence"), sequence -> new ArrayList<>())
                            .add(readLine(row)),
                    catalog,
                    table,
                    bare.get(0).entry().sequence(),
                    bare.get(bare.size() - 1).entry().sequence());
            return bare.stream()
                    .map(stored -> new Stored(
                            withLines(
                                    stored.entry(),
                                    lines.getOrDefault(stored.entry().sequence(), List.of())),
                            stored.hash()))
                    .toList();
        });
    }

    /** Sums of the entries made from {@code from} to before {@code to}, by partition. */
    List<LedgerLine> totals(String catalog, String table, Instant from, Instant to) {
        return database.transaction(
                "sum up the ledger of " + table,
                connection -> Database.query(
                        connection, """
                        SELECT l.topic, l.partition_number, MIN(l.from_offset) AS from_offset,
                          MAX(l.to_offset) AS to_offset, SUM(l.expected) AS expected, SUM(l.landed) AS landed,
                          SUM(l.dead_letters) AS dead_letters, SUM(l.duplicates) AS duplicates,
                          SUM(l.no_record) AS no_record, SUM(l.unknown_records) AS unknown_records,
                          SUM(l.missing) AS missing, '' AS missing_offsets, '' AS arrived_offsets
                        FROM reconciliation_line l JOIN reconciliation_entry e ON e.catalog_name = l.catalog_name
                          AND e.table_name = l.table_name AND e.sequence = l.sequence
                        WHERE l.catalog_name = ? AND l.table_name = ? AND e.at >= ? AND e.at < ?
                        GROUP BY l.topic, l.partition_number ORDER BY l.topic, l.partition_number""", Ledger::readLine, catalog, table, from.toEpochMilli(), to.toEpochMilli()));
    }

    /** Forgets entries made before a time. What is left still proves itself: its first entry names the hash before it. */
    int removeBefore(String catalog, Instant time) {
        return database.transaction("forget old entries of the ledger", connection -> {
            Database.update(
                    connection,
                    "DELETE FROM reconciliation_line WHERE catalog_name = ? AND EXISTS (SELECT 1 FROM"
                            + " reconciliation_entry e WHERE e.catalog_name = reconciliation_line.catalog_name"
                            + " AND e.table_name = reconciliation_line.table_name"
                            + " AND e.sequence = reconciliation_line.sequence AND e.at < ?)",
                    catalog,
                    time.toEpochMilli());
            return Database.update(
                    connection,
                    "DELETE FROM reconciliation_entry WHERE catalog_name = ? AND at < ?",
                    catalog,
                    time.toEpochMilli());
        });
    }

    private static LedgerEntry withLines(LedgerEntry entry, List<LedgerLine> lines) {
        return new LedgerEntry(
                entry.catalog(),
                entry.table(),
                entry.tableUuid(),
                entry.sequence(),
                entry.at(),
                entry.snapshots(),
                lines,
                entry.previous());
    }

    private static Stored readEntry(ResultSet row, String catalog, String table) throws SQLException {
        String snapshots = row.getString("snapshots");
        return new Stored(
                new LedgerEntry(
                        catalog,
                        table,
                        row.getString("table_uuid"),
                        row.getLong("sequence"),
                        Instant.ofEpochMilli(row.getLong("at")),
                        snapshots.isEmpty()
                                ? List.of()
                                : Arrays.stream(snapshots.split(","))
                                        .map(Long::valueOf)
                                        .toList(),
                        List.of(),
                        row.getString("previous")),
                row.getString("hash"));
    }

    private static LedgerLine readLine(ResultSet row) throws SQLException {
        return new LedgerLine(
                row.getString("topic"),
                row.getInt("partition_number"),
                row.getLong("from_offset"),
                row.getLong("to_offset"),
                new Tally(
                        row.getLong("expected"),
                        row.getLong("landed"),
                        row.getLong("dead_letters"),
                        row.getLong("duplicates"),
                        row.getLong("no_record"),
                        row.getLong("unknown_records"),
                        row.getLong("missing"),
                        0),
                OffsetSet.parse(row.getString("missing_offsets")),
                OffsetSet.parse(row.getString("arrived_offsets")));
    }
}
