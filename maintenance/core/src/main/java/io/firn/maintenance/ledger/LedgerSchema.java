package io.firn.maintenance.ledger;

import io.firn.lake.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Creates the ledger's tables and brings older ones up to date: each version is a list of statements that ran once, in
 * order. SQL that H2 and PostgreSQL read the same way; times are milliseconds since the epoch.
 */
final class LedgerSchema {
    private static final List<String> RUNS_AND_LEASES = List.of(
            """
            CREATE TABLE firn_run (
                id VARCHAR(64) PRIMARY KEY,
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                operation VARCHAR(32) NOT NULL,
                trigger_name VARCHAR(16) NOT NULL,
                outcome VARCHAR(16) NOT NULL,
                reason VARCHAR(4000) NOT NULL,
                started BIGINT NOT NULL,
                finished BIGINT,
                snapshot_before BIGINT,
                snapshot_after BIGINT,
                files_before BIGINT NOT NULL,
                files_after BIGINT NOT NULL,
                bytes_rewritten BIGINT NOT NULL,
                records_rewritten BIGINT NOT NULL,
                error VARCHAR(4000))""",
            "CREATE INDEX firn_run_by_start ON firn_run (started)",
            "CREATE INDEX firn_run_by_table ON firn_run (table_name, started)",
            "CREATE INDEX firn_run_by_outcome ON firn_run (outcome)",
            """
            CREATE TABLE firn_lease (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                holder VARCHAR(64) NOT NULL,
                token BIGINT NOT NULL,
                expires BIGINT NOT NULL,
                PRIMARY KEY (catalog_name, table_name))""");

    private static final List<String> SAFETY = List.of(
            "ALTER TABLE firn_run ADD COLUMN guard VARCHAR(8)",
            "ALTER TABLE firn_run ADD COLUMN receipt TEXT",
            // Files that a run is about to delete: written before its commit, removed once they are gone.
            """
            CREATE TABLE firn_journal (
                run_id VARCHAR(64) NOT NULL,
                number BIGINT NOT NULL,
                table_uuid VARCHAR(64) NOT NULL,
                location VARCHAR(4096) NOT NULL,
                bytes BIGINT NOT NULL,
                PRIMARY KEY (run_id, number))""",
            // Files that a scan took for orphans, until a later one confirms or forgets them.
            """
            CREATE TABLE firn_orphan (
                catalog_name VARCHAR(255) NOT NULL,
                table_uuid VARCHAR(64) NOT NULL,
                location VARCHAR(4096) NOT NULL,
                bytes BIGINT NOT NULL,
                modified BIGINT NOT NULL,
                first_seen BIGINT NOT NULL,
                last_seen BIGINT NOT NULL,
                PRIMARY KEY (catalog_name, table_uuid, location))""",
            // Orphans that were moved away and can be put back.
            """
            CREATE TABLE firn_quarantine (
                run_id VARCHAR(64) NOT NULL,
                number BIGINT NOT NULL,
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                table_uuid VARCHAR(64) NOT NULL,
                location VARCHAR(4096) NOT NULL,
                quarantined_as VARCHAR(4096) NOT NULL,
                bytes BIGINT NOT NULL,
                state VARCHAR(16) NOT NULL,
                keep_until BIGINT NOT NULL,
                PRIMARY KEY (run_id, number))""",
            "CREATE INDEX firn_quarantine_by_state ON firn_quarantine (catalog_name, state, keep_until)",
            // '*' stands for every table or every operation; resumed is when the pause ended.
            """
            CREATE TABLE firn_pause (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                operation VARCHAR(32) NOT NULL,
                since BIGINT NOT NULL,
                paused_by VARCHAR(255) NOT NULL,
                reason VARCHAR(4000) NOT NULL,
                resumed BIGINT,
                PRIMARY KEY (catalog_name, table_name, operation))""",
            // Runs that somebody wants to end, whichever replica has them.
            """
            CREATE TABLE firn_cancel (
                run_id VARCHAR(64) PRIMARY KEY,
                requested BIGINT NOT NULL,
                requested_by VARCHAR(255) NOT NULL)""",
            // Positions of streaming readers that expiry respects.
            """
            CREATE TABLE firn_consumer (
                catalog_name VARCHAR(255) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                consumer VARCHAR(255) NOT NULL,
                snapshot_id BIGINT NOT NULL,
                renewed BIGINT NOT NULL,
                PRIMARY KEY (catalog_name, table_name, consumer))""",
            // Who changed what through the API or the command line.
            """
            CREATE TABLE firn_audit (
                id VARCHAR(64) PRIMARY KEY,
                at BIGINT NOT NULL,
                actor VARCHAR(255) NOT NULL,
                action VARCHAR(64) NOT NULL,
                subject VARCHAR(1024) NOT NULL,
                answer VARCHAR(4000) NOT NULL)""",
            "CREATE INDEX firn_audit_by_time ON firn_audit (at)");

    /** What a run is about to read counts for the budget while it runs. */
    private static final List<String> PLANNED_BYTES =
            List.of("ALTER TABLE firn_run ADD COLUMN bytes_planned BIGINT DEFAULT 0 NOT NULL");

    /** How far a run was at a moment of its life, or at its end. */
    private static final List<String> PROGRESS = List.of(
            "ALTER TABLE firn_run ADD COLUMN progress_at BIGINT",
            "ALTER TABLE firn_run ADD COLUMN files_done BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE firn_run ADD COLUMN files_total BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE firn_run ADD COLUMN bytes_done BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE firn_run ADD COLUMN bytes_total BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE firn_run ADD COLUMN rows_done BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE firn_run ADD COLUMN rows_total BIGINT DEFAULT 0 NOT NULL");

    private static final List<List<String>> VERSIONS = List.of(RUNS_AND_LEASES, SAFETY, PLANNED_BYTES, PROGRESS);

    private LedgerSchema() {}

    static void create(Database database) {
        database.update(
                "create the ledger's schema",
                "CREATE TABLE IF NOT EXISTS firn_schema (only_row INT PRIMARY KEY, version INT NOT NULL)");
        if (database.query("read the ledger's version", "SELECT version FROM firn_schema", row -> row.getInt(1))
                .isEmpty()) {
            insertVersionZero(database);
        }
        database.transaction("create the ledger's schema", LedgerSchema::upgrade);
    }

    private static void insertVersionZero(Database database) {
        database.transaction("create the ledger's schema", connection -> {
            try {
                return Database.update(connection, "INSERT INTO firn_schema VALUES (1, 0)");
            } catch (SQLException e) {
                if (Database.isDuplicate(e)) {
                    connection.rollback();
                    return 0; // Another replica was faster.
                }
                throw e;
            }
        });
    }

    private static int upgrade(Connection connection) throws SQLException {
        // The row's lock makes replicas that start together upgrade one after the other.
        int version = Database.query(
                        connection, "SELECT version FROM firn_schema FOR UPDATE", row -> row.getInt("version"))
                .get(0);
        if (version > VERSIONS.size()) {
            throw new LedgerException("Cannot use the ledger: its schema version is " + version
                    + ", this program knows versions up to " + VERSIONS.size());
        }
        for (List<String> statements : VERSIONS.subList(version, VERSIONS.size())) {
            for (String statement : statements) {
                Database.update(connection, statement);
            }
        }
        return Database.update(connection, "UPDATE firn_schema SET version = ?", VERSIONS.size());
    }
}
