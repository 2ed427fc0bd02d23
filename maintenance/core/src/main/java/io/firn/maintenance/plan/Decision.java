package io.firn.maintenance.plan;

import java.util.Optional;

/**
 * Whether an operation should run on a table now, and why, or why not. A reason has figures but never a partition's or a
 * column's value.
 *
 * @param table {@code namespace.table}
 * @param inputFiles files that the operation would read or remove; snapshots for an expiry
 * @param inputBytes their size where the plan can know it, else 0
 * @param guard what refuses it, where a guard does
 */
public record Decision(
        String table,
        Operation operation,
        Verdict verdict,
        String reason,
        long inputFiles,
        long inputBytes,
        Optional<Guard> guard) {
    private static final double COMMIT_BYTES = 1 << 20;

    /** What was decided. */
    public enum Verdict {
        CHOSEN,
        /** The table does not need it, or the policy does not want it. */
        NOT_NEEDED,
        /** The table needs it, and it comes by itself: outside a window, over a budget, after failures. */
        WAITS,
        /** Somebody has to do something first. */
        REFUSED
    }

    public Decision {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Cannot decide without a reason: " + operation.id() + " of " + table);
        }
        if (inputFiles < 0 || inputBytes < 0) {
            throw new IllegalArgumentException(
                    "Cannot decide on a negative input: " + inputFiles + " files, " + inputBytes + " bytes");
        }
    }

    public Decision(
            String table, Operation operation, boolean chosen, String reason, long inputFiles, long inputBytes) {
        this(
                table,
                operation,
                chosen ? Verdict.CHOSEN : Verdict.NOT_NEEDED,
                reason,
                inputFiles,
                inputBytes,
                Optional.empty());
    }

    static Decision not(String table, Operation operation, String reason) {
        return new Decision(table, operation, false, reason, 0, 0);
    }

    static Decision refused(String table, Operation operation, Optional<Guard> guard, String reason) {
        return new Decision(table, operation, Verdict.REFUSED, reason, 0, 0, guard);
    }

    /** The same, but it has to wait. */
    public Decision waiting(String because) {
        return new Decision(
                table, operation, Verdict.WAITS, reason + "; but " + because, inputFiles, inputBytes, guard);
    }

    Decision warning(String of) {
        return new Decision(table, operation, verdict, reason + "; warning: " + of, inputFiles, inputBytes, guard);
    }

    public boolean chosen() {
        return verdict == Verdict.CHOSEN;
    }

    /** Files that go for each byte that must be read, a commit counting as 1 MB: what is worth most goes first. */
    public double gainPerByte() {
        return inputFiles / (inputBytes + COMMIT_BYTES);
    }
}
