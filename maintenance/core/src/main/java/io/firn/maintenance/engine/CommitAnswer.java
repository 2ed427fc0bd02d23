package io.firn.maintenance.engine;

import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;

/** How a commit ended, told from what it threw. */
enum CommitAnswer {
    /** Somebody else changed the same files first; nothing was committed. */
    CONFLICT,
    /** Provably nothing was committed. */
    FAILED,
    /** The catalog may or may not have applied it (hazard H15). */
    UNKNOWN;

    /** Only Iceberg's own word that a failure may be cleaned up after is taken as proof; anything else is unknown. */
    static CommitAnswer of(RuntimeException failure) {
        if (failure instanceof CommitStateUnknownException) {
            return UNKNOWN;
        }
        if (failure instanceof CommitFailedException || failure instanceof ValidationException) {
            return CONFLICT;
        }
        return failure instanceof CleanableFailure ? FAILED : UNKNOWN;
    }
}
