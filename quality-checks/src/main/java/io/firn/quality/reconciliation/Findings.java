package io.firn.quality.reconciliation;

import io.firn.lake.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** What was found missing, in the daemon's database: open ones, and for a while those that have arrived since. */
final class Findings {
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS reconciliation_missing (
              catalog_name VARCHAR(255) NOT NULL,
              table_name VARCHAR(1000) NOT NULL,
              topic VARCHAR(255) NOT NULL,
              partition_number INT NOT NULL,
              from_offset BIGINT NOT NULL,
              to_offset BIGINT NOT NULL,
              records BIGINT NOT NULL,
              first_record BIGINT,
              last_record BIGINT,
              found_at BIGINT NOT NULL,
              arrived_at BIGINT,
              let_go BOOLEAN NOT NULL,
              PRIMARY KEY (catalog_name, table_name, topic, partition_number, from_offset, found_at))""";

    private final Database database;

    Findings(DataSource source) {
        this.database = new Database(source, ReconciliationException::of);
        database.execute("create the tables of reconciliation", List.of(CREATE));
    }

    /** Adds it, or lets an open one grow that ends where it begins, unless that holds its table's snapshots no more. */
    static void add(Connection connection, String catalog, MissingRecords missing) throws SQLException {
        int grown = Database.update(
                connection,
                "UPDATE reconciliation_missing SET to_offset = ?, records = records + ?, last_record = ?"
                        + " WHERE catalog_name = ? AND table_name = ? AND topic = ? AND partition_number = ?"
                        + " AND to_offset = ? AND arrived_at IS NULL AND let_go = FALSE",
                missing.range().to(),
                missing.records(),
                missing.lastRecord().map(Instant::toEpochMilli).orElse(null),
                catalog,
                missing.table(),
                missing.topic(),
                missing.partition(),
                missing.range().from());
        if (grown == 0) {
            insert(connection, catalog, missing);
        }
    }

    private static void insert(Connection connection, String catalog, MissingRecords missing) throws SQLException {
        Database.update(
                connection,
                "INSERT INTO reconciliation_missing (catalog_name, table_name, topic, partition_number, from_offset,"
                        + " to_offset, records, first_record, last_record, found_at, let_go)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE)",
                catalog,
                missing.table(),
                missing.topic(),
                missing.partition(),
                missing.range().from(),
                missing.range().to(),
                missing.records(),
                missing.firstRecord().map(Instant::toEpochMilli).orElse(null),
                missing.lastRecord().map(Instant::toEpochMilli).orElse(null),
                missing.found().toEpochMilli());
    }

    /** Those of a table that were open and of which nothing is missing any more are closed. Returns them. */
    static List<MissingRecords> close(Connection connection, TableAccount account, Instant now) throws SQLException {
        List<MissingRecords> closed = open(connection, account.catalog()).stream()
                .filter(finding -> finding.table().equals(account.table()) && hasArrived(finding, account))
                .toList();
        for (MissingRecords finding : closed) {
            Database.update(
                    connection,
                    "UPDATE reconciliation_missing SET arrived_at = ? WHERE catalog_name = ? AND table_name = ?"
                            + " AND topic = ? AND partition_number = ? AND from_offset = ? AND arrived_at IS NULL",
                    now.toEpochMilli(),
                    account.catalog(),
                    finding.table(),
                    finding.topic(),
                    finding.partition(),
                    finding.range().from());
        }
        return closed;
    }

    private static boolean hasArrived(MissingRecords finding, TableAccount account) {
        PartitionAccount partition = account.partitions().get(new TopicPartition(finding.topic(), finding.partition()));
        return partition == null
                || partition
                        .missing()
                        .and(OffsetSet.of(
                                finding.range().from(), finding.range().to()))
                        .isEmpty();
    }

    /** Of one catalog, oldest first. */
    List<MissingRecords> open(String catalog) {
        return database.transaction("read missing records", connection -> open(connection, catalog));
    }

    /** Of one table, the newest first, those that have arrived too. */
    List<MissingRecords> of(String catalog, String table, int limit) {
        return database.transaction(
                "read missing records",
                connection -> Database.query(
                        connection,
                        "SELECT * FROM reconciliation_missing WHERE catalog_name = ? AND table_name = ?"
                                + " ORDER BY found_at DESC, topic, partition_number, from_offset LIMIT ?",
                        Findings::read,
                        catalog,
                        table,
                        limit));
    }

    /** Marks and returns the open ones for which a table's snapshots are not kept any longer, each once. */
    List<MissingRecords> letGo(String catalog, Instant now, Duration freezeFor) {
        long limit = now.minus(freezeFor).toEpochMilli();
        return database.transaction("let go of snapshots", connection -> {
            List<MissingRecords> due = Database.query(
                    connection,
                    "SELECT * FROM reconciliation_missing WHERE catalog_name = ? AND arrived_at IS NULL"
                            + " AND let_go = FALSE AND found_at <= ?",
                    Findings::read,
                    catalog,
                    limit);
            Database.update(
                    connection,
                    "UPDATE reconciliation_missing SET let_go = TRUE WHERE catalog_name = ? AND arrived_at IS NULL"
                            + " AND let_go = FALSE AND found_at <= ?",
                    catalog,
                    limit);
            return due;
        });
    }

    private static List<MissingRecords> open(Connection connection, String catalog) throws SQLException {
        return Database.query(
                connection,
                "SELECT * FROM reconciliation_missing WHERE catalog_name = ? AND arrived_at IS NULL"
                        + " ORDER BY found_at, table_name, topic, partition_number, from_offset",
                Findings::read,
                catalog);
    }

    private static MissingRecords read(ResultSet row) throws SQLException {
        return new MissingRecords(
                row.getString("table_name"),
                row.getString("topic"),
                row.getInt("partition_number"),
                new OffsetRange(row.getLong("from_offset"), row.getLong("to_offset")),
                row.getLong("records"),
                time(row, "first_record"),
                time(row, "last_record"),
                Instant.ofEpochMilli(row.getLong("found_at")),
                time(row, "arrived_at"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long time = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
    }
}
