package io.firn.maintenance.ledger;

/** What a run came to. */
public enum Outcome {
    /** It started and has not ended, or the process that ran it has died. */
    RUNNING,
    /** It changed the table and the change was verified. */
    SUCCEEDED,
    /** There was nothing to do. */
    UNCHANGED,
    /** A writer changed the same files first; what the run wrote is gone and the next poll plans anew. */
    CONFLICT,
    /** A guard refused it; nothing was changed. */
    REJECTED,
    /** A person ended it; what it had committed by then stays. */
    CANCELLED,
    /** It failed, and provably changed nothing more than the reason says. */
    FAILED,
    /** Whether its commit reached the catalog is not known; nothing was cleaned up (hazard H15). */
    UNKNOWN;

    /** Whether {@code Maintenance.recover()} still has to find out what became of it. */
    public boolean isOpen() {
        return this == RUNNING || this == UNKNOWN;
    }
}
