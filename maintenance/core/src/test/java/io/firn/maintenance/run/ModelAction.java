package io.firn.maintenance.run;

import io.firn.maintenance.engine.Step;
import io.firn.maintenance.plan.Operation;
import java.util.List;
import java.util.Optional;

/** What may happen to a table, in the model of {@link MaintenanceModelIT}. */
sealed interface ModelAction {
    record Append(List<Long> ids, Optional<String> branch) implements ModelAction {}

    record Upsert(List<Long> ids) implements ModelAction {}

    record Delete(List<Long> ids) implements ModelAction {}

    record CreateBranch(String name) implements ModelAction {}

    record CreateTag(String name) implements ModelAction {}

    /** Back to the n-th ancestor of the head that is left, or as far as there are any. */
    record Rollback(int ancestors) implements ModelAction {}

    /** Negative hours are a clock that was put back. */
    record ClockJump(int hours) implements ModelAction {}

    /**
     * One of two daemons runs an operation; with a crash, it dies at the given border, if the run comes there, and the next
     * start of it recovers.
     */
    record Maintain(Operation operation, int daemon, Optional<Step> crash) implements ModelAction {}

    /** A file that no snapshot needs, ten days old, appears beside the table's own. */
    record Plant() implements ModelAction {}

    /** Two scans for orphans, a day apart, of a table that is written to; the second may crash. */
    record ScanForOrphans(int daemon, Optional<Step> crash) implements ModelAction {}

    /** Somebody puts back what is in quarantine. */
    record Undo(int daemon) implements ModelAction {}

    /** Eight days pass, and the clock is put back afterwards: what is in quarantine is deleted for good. */
    record Purge(int daemon) implements ModelAction {}
}
