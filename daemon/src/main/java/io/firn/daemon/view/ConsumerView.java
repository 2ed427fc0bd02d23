package io.firn.daemon.view;

import java.time.Instant;

/**
 * A streaming reader of a table, for which expiry keeps what it has not read.
 *
 * @param snapshotId the newest snapshot that it has read
 * @param renewed when it last said so
 */
public record ConsumerView(String table, String name, long snapshotId, Instant renewed) {}
