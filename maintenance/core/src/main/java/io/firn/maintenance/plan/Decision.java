package io.firn.maintenance.plan;

/**
 * Whether an operation should run on a table now, and why, or why not. A reason has figures but never a partition's or a
 * column's value.
 *
 * @param table {@code namespace.table}
 * @param inputFiles files that the operation would read or remove; snapshots for an expiry
 * @param inputBytes their size where the plan can know it, else 0
 */
public record Decision(
        String table, Operation operation, boolean chosen, String reason, long inputFiles, long inputBytes) {
    public Decision {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Cannot decide without a reason: " + operation.id() + " of " + table);
        }
        if (inputFiles < 0 || inputBytes < 0) {
            throw new IllegalArgumentException(
                    "Cannot decide on a negative input: " + inputFiles + " files, " + inputBytes + " bytes");
        }
    }

    static Decision not(String table, Operation operation, String reason) {
        return new Decision(table, operation, false, reason, 0, 0);
    }
}
