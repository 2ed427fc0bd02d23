package io.firn.alerts.publish;

import java.util.List;

/** The outbox's tables, in SQL that H2 and PostgreSQL read the same way; times are milliseconds since the epoch. */
final class OutboxSchema {
    static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS firn_finding (
                catalog_name VARCHAR(255) NOT NULL,
                id VARCHAR(64) NOT NULL,
                source VARCHAR(64) NOT NULL,
                alert VARCHAR(255) NOT NULL,
                severity VARCHAR(16) NOT NULL,
                table_name VARCHAR(1024) NOT NULL,
                labels TEXT NOT NULL,
                summary VARCHAR(500) NOT NULL,
                description VARCHAR(4000) NOT NULL,
                since BIGINT NOT NULL,
                ended BIGINT,
                PRIMARY KEY (catalog_name, id))""", """
            CREATE TABLE IF NOT EXISTS firn_finding_delivery (
                catalog_name VARCHAR(255) NOT NULL,
                id VARCHAR(64) NOT NULL,
                receiver VARCHAR(500) NOT NULL,
                told VARCHAR(16) NOT NULL,
                told_at BIGINT,
                state VARCHAR(16) NOT NULL,
                since BIGINT NOT NULL,
                retry_at BIGINT,
                refusals INT NOT NULL,
                reason VARCHAR(1000) NOT NULL,
                PRIMARY KEY (catalog_name, id, receiver))""");

    private OutboxSchema() {}
}
