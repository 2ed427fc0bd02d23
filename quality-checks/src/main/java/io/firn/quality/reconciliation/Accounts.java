package io.firn.quality.reconciliation;

import io.firn.lake.database.Database;
import io.firn.lake.table.SnapshotPosition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link TableAccount}s in the daemon's database, each change with its ledger entry and its findings in one
 * transaction, and the turn of the replica that reconciles. Creates its tables where they are missing.
 */
final class Accounts {
    private static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS reconciliation_turn (
              catalog_name VARCHAR(255) PRIMARY KEY,
              holder VARCHAR(64) NOT NULL,
              expires BIGINT NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS reconciliation_table (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              table_uuid VARCHAR(64) NOT NULL,
              version BIGINT NOT NULL,
              snapshot_id BIGINT,
              sequence_number BIGINT,
              committed_at BIGINT,
              entries BIGINT NOT NULL,
              head VARCHAR(64) NOT NULL,
              PRIMARY KEY (catalog_name, table_name))""", """
            CREATE TABLE IF NOT EXISTS reconciliation_partition (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              topic VARCHAR(255) NOT NULL,
              partition_number INT NOT NULL,
              topic_id VARCHAR(64) NOT NULL,
              start_offset BIGINT NOT NULL,
              trusted BIGINT NOT NULL,
              whole_history BOOLEAN NOT NULL,
              due BIGINT NOT NULL,
              settled BIGINT NOT NULL,
              landed_beyond TEXT NOT NULL,
              letters_beyond TEXT NOT NULL,
              no_record_beyond TEXT NOT NULL,
              missing_offsets TEXT NOT NULL,
              unknown_offsets TEXT NOT NULL,
              expected BIGINT NOT NULL,
              landed BIGINT NOT NULL,
              dead_letters BIGINT NOT NULL,
              duplicates BIGINT NOT NULL,
              no_record BIGINT NOT NULL,
              unknown_records BIGINT NOT NULL,
              missing BIGINT NOT NULL,
              found BIGINT NOT NULL,
              PRIMARY KEY (catalog_name, table_name, topic, partition_number))""", """
            CREATE TABLE IF NOT EXISTS reconciliation_letters (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              topic VARCHAR(255) NOT NULL,
              partition_number INT NOT NULL,
              next_offset BIGINT NOT NULL,
              PRIMARY KEY (catalog_name, table_name, topic, partition_number))""", """
            CREATE TABLE IF NOT EXISTS reconciliation_reason (
              catalog_name VARCHAR(255) NOT NULL,
              topic VARCHAR(255) NOT NULL,
              reason VARCHAR(64) NOT NULL,
              records BIGINT NOT NULL,
              PRIMARY KEY (catalog_name, topic, reason))""");

    private static final String INSERT_PARTITION = """
            INSERT INTO reconciliation_partition (topic_id, start_offset, trusted, whole_history, due, settled,
              landed_beyond, letters_beyond, no_record_beyond, missing_offsets, unknown_offsets, expected, landed,
              dead_letters, duplicates, no_record, unknown_records, missing, found,
              catalog_name, table_name, topic, partition_number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE_PARTITION = """
            UPDATE reconciliation_partition SET topic_id = ?, start_offset = ?, trusted = ?, whole_history = ?, due = ?,
              settled = ?, landed_beyond = ?, letters_beyond = ?, no_record_beyond = ?, missing_offsets = ?,
              unknown_offsets = ?, expected = ?, landed = ?, dead_letters = ?, duplicates = ?, no_record = ?,
              unknown_records = ?, missing = ?, found = ?
            WHERE catalog_name = ? AND table_name = ? AND topic = ? AND partition_number = ?""";

    private final Database database;

    Accounts(DataSource source) {
        this.database = new Database(source, ReconciliationException::of);
        database.execute("create the tables of reconciliation", TABLES);
    }

    /** Takes the turn or keeps it; false while another replica has it. */
    boolean takeTurn(String catalog, String holder, Instant now, Duration lasting) {
        return database.transaction("take the turn to reconcile", connection -> {
            int taken = Database.update(
                    connection,
                    "UPDATE reconciliation_turn SET holder = ?, expires = ?"
                            + " WHERE catalog_name = ? AND (holder = ? OR expires < ?)",
                    holder,
                    now.plus(lasting).toEpochMilli(),
                    catalog,
                    holder,
                    now.toEpochMilli());
            if (taken == 1) {
                return true;
            }
            try {
                return Database.update(
                                connection,
                                "INSERT INTO reconciliation_turn (catalog_name, holder, expires) VALUES (?, ?, ?)",
                                catalog,
                                holder,
                                now.plus(lasting).toEpochMilli())
                        == 1;
            } catch (SQLException e) {
                if (Database.isDuplicate(e)) {
                    connection.rollback();
                    return false;
                }
                throw e;
            }
        });
    }

    /** Lets another replica go on at once. */
    void endTurn(String catalog, String holder) {
        database.transaction(
                "end the turn to reconcile",
                connection -> Database.update(
                        connection,
                        "DELETE FROM reconciliation_turn WHERE catalog_name = ? AND holder = ?",
                        catalog,
                        holder));
    }

    Optional<TableAccount> load(String catalog, String table) {
        return database.transaction("read the account of " + table, connection -> {
            List<TableAccount> found = Database.query(
                    connection,
                    "SELECT * FROM reconciliation_table WHERE catalog_name = ? AND table_name = ?",
                    row -> readTable(row, catalog, table),
                    catalog,
                    table);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Map<TopicPartition, PartitionAccount> partitions = new HashMap<>();
            Database.query(
                    connection,
                    "SELECT * FROM reconciliation_partition WHERE catalog_name = ? AND table_name = ?",
                    row -> partitions.put(partition(row), readPartition(row)),
                    catalog,
                    table);
            Map<TopicPartition, Long> letters = new HashMap<>();
            Database.query(
                    connection,
                    "SELECT * FROM reconciliation_letters WHERE catalog_name = ? AND table_name = ?",
                    row -> letters.put(partition(row), row.getLong("next_offset")),
                    catalog,
                    table);
            return Optional.of(found.get(0).withPartitions(partitions).withLetters(letters));
        });
    }

    /** Dead letters ever read, by topic and reason. */
    Map<String, Map<String, Long>> reasons(String catalog) {
        return database.transaction("read the reasons of dead letters", connection -> {
            Map<String, Map<String, Long>> reasons = new HashMap<>();
            Database.query(
                    connection,
                    "SELECT topic, reason, records FROM reconciliation_reason WHERE catalog_name = ?",
                    row -> reasons.computeIfAbsent(row.getString(1), topic -> new HashMap<>())
                            .put(row.getString(2), row.getLong(3)),
                    catalog);
            return reasons;
        });
    }

    /**
     * Stores what has changed from {@code before} to {@code after}, and what belongs to it; the result is what the next
     * change starts from.
     *
     * @param letters dead letters read, by reason
     * @throws ReconciliationException if another replica has stored meanwhile
     */
    TableAccount store(
            TableAccount before,
            TableAccount after,
            Optional<LedgerEntry> entry,
            String topic,
            Map<String, Long> letters,
            Database.Work<?> findings) {
        return database.transaction("store the account of " + after.table(), connection -> {
            long sequence = entry.map(LedgerEntry::sequence).orElse(after.sequence());
            TableAccount stored =
                    after.stored(sequence, entry.map(LedgerEntry::hash).orElse(after.head()));
            storeTable(connection, before, stored);
            for (Map.Entry<TopicPartition, PartitionAccount> changed :
                    after.partitions().entrySet()) {
                if (!changed.getValue().equals(before.partitions().get(changed.getKey()))) {
                    storePartition(connection, after, changed.getKey(), changed.getValue());
                }
            }
            for (Map.Entry<TopicPartition, Long> read : after.letters().entrySet()) {
                if (!read.getValue().equals(before.letters().get(read.getKey()))) {
                    storeLetters(connection, after, read.getKey(), read.getValue());
                }
            }
            for (Map.Entry<String, Long> reason : letters.entrySet()) {
                addReason(connection, after.catalog(), topic, reason.getKey(), reason.getValue());
            }
            if (entry.isPresent()) {
                Ledger.insert(connection, entry.get());
            }
            findings.in(connection);
            return stored;
        });
    }

    private static void storeTable(Connection connection, TableAccount before, TableAccount stored)
            throws SQLException {
        @Nullable
        Object[] values = {
            stored.tableUuid(),
            stored.version(),
            stored.position().map(SnapshotPosition::snapshotId).orElse(null),
            stored.position().map(SnapshotPosition::sequenceNumber).orElse(null),
            stored.position()
                    .map(position -> position.committedAt().toEpochMilli())
                    .orElse(null),
            stored.sequence(),
            stored.head(),
            stored.catalog(),
            stored.table(),
            before.version()
        };
        int updated = Database.update(
                connection,
                "UPDATE reconciliation_table SET table_uuid = ?, version = ?, snapshot_id = ?, sequence_number = ?,"
                        + " committed_at = ?, entries = ?, head = ?"
                        + " WHERE catalog_name = ? AND table_name = ? AND version = ?",
                values);
        if (updated == 0 && before.version() == 0) {
            updated = Database.update(
                    connection,
                    "INSERT INTO reconciliation_table (table_uuid, version, snapshot_id, sequence_number,"
                            + " committed_at, entries, head, catalog_name, table_name)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    java.util.Arrays.copyOf(values, values.length - 1));
        }
        if (updated != 1) {
            throw new ReconciliationException(
                    "Cannot store the account of " + stored.table() + ": another replica has stored a newer one");
        }
    }

    private static void storePartition(
            Connection connection, TableAccount table, TopicPartition key, PartitionAccount account)
            throws SQLException {
        Tally tally = account.tally();
        @Nullable
        Object[] values = {
            account.topicId(),
            account.start(),
            account.trusted(),
            account.wholeHistory(),
            account.due(),
            account.settled(),
            account.landed().toString(),
            account.deadLetters().toString(),
            account.noRecord().toString(),
            account.missing().toString(),
            account.unknown().toString(),
            tally.expected(),
            tally.landed(),
            tally.deadLetters(),
            tally.duplicates(),
            tally.noRecord(),
            tally.unknown(),
            tally.missing(),
            tally.found(),
            table.catalog(),
            table.table(),
            key.topic(),
            key.partition()
        };
        if (Database.update(connection, UPDATE_PARTITION, values) == 0) {
            Database.update(connection, INSERT_PARTITION, values);
        }
    }

    private static void storeLetters(Connection connection, TableAccount table, TopicPartition key, long next)
            throws SQLException {
        @Nullable Object[] values = {next, table.catalog(), table.table(), key.topic(), key.partition()};
        int updated = Database.update(
                connection,
                "UPDATE reconciliation_letters SET next_offset = ?"
                        + " WHERE catalog_name = ? AND table_name = ? AND topic = ? AND partition_number = ?",
                values);
        if (updated == 0) {
            Database.update(
                    connection,
                    "INSERT INTO reconciliation_letters (next_offset, catalog_name, table_name, topic,"
                            + " partition_number) VALUES (?, ?, ?, ?, ?)",
                    values);
        }
    }

    private static void addReason(Connection connection, String catalog, String topic, String reason, long records)
            throws SQLException {
        @Nullable Object[] values = {records, catalog, topic, reason};
        int updated = Database.update(
                connection,
                "UPDATE reconciliation_reason SET records = records + ?"
                        + " WHERE catalog_name = ? AND topic = ? AND reason = ?",
                values);
        if (updated == 0) {
            Database.update(
                    connection,
                    "INSERT INTO reconciliation_reason (records, catalog_name, topic, reason) VALUES (?, ?, ?, ?)",
                    values);
        }
    }

    private static TableAccount readTable(ResultSet row, String catalog, String table) throws SQLException {
        long snapshot = row.getLong("snapshot_id");
        Optional<SnapshotPosition> position = row.wasNull()
                ? Optional.empty()
                : Optional.of(new SnapshotPosition(
                        snapshot, row.getLong("sequence_number"), Instant.ofEpochMilli(row.getLong("committed_at"))));
        return new TableAccount(
                catalog,
                table,
                row.getString("table_uuid"),
                row.getLong("version"),
                position,
                row.getLong("entries"),
                row.getString("head"),
                Map.of(),
                Map.of());
    }

    private static TopicPartition partition(ResultSet row) throws SQLException {
        return new TopicPartition(row.getString("topic"), row.getInt("partition_number"));
    }

    private static PartitionAccount readPartition(ResultSet row) throws SQLException {
        return new PartitionAccount(
                row.getString("topic_id"),
                row.getLong("start_offset"),
                row.getLong("trusted"),
                row.getBoolean("whole_history"),
                row.getLong("due"),
                row.getLong("settled"),
                set(row, "landed_beyond"),
                set(row, "letters_beyond"),
                set(row, "no_record_beyond"),
                set(row, "missing_offsets"),
                set(row, "unknown_offsets"),
                new Tally(
                        row.getLong("expected"),
                        row.getLong("landed"),
                        row.getLong("dead_letters"),
                        row.getLong("duplicates"),
                        row.getLong("no_record"),
                        row.getLong("unknown_records"),
                        row.getLong("missing"),
                        row.getLong("found")));
    }

    private static OffsetSet set(ResultSet row, String column) throws SQLException {
        return OffsetSet.parse(Objects.requireNonNullElse(row.getString(column), ""));
    }
}
