package io.firn.maintenance.plan;

import java.time.Instant;

/**
 * A streaming reader and how far it has come on a table; expiry leaves it what it has not read yet (hazard H16).
 *
 * @param table {@code namespace.table}
 * @param snapshotId the newest snapshot that it has read; it goes on with the children of that one
 * @param renewed when it last said so
 */
public record Consumer(String table, String name, long snapshotId, Instant renewed) {
    /** What the ledger holds. */
    private static final int LONGEST_NAME = 255;

    public Consumer {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Cannot register a consumer of " + table + ": its name is not of 1 to "
                    + LONGEST_NAME + " printable characters");
        }
    }
}
