package io.firn.daemon.report;

import io.firn.daemon.schedule.Upkeep;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.RequestView;
import io.firn.daemon.view.ResumedView;
import io.firn.daemon.watch.LakeWatch;
import io.firn.maintenance.ledger.Audit;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Pauses;
import io.firn.maintenance.plan.Consumer;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.run.Cancelled;
import io.firn.maintenance.run.Maintenance;
import io.firn.maintenance.run.Undone;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Does what people ask of an open lake: run, pause, resume, cancel, undo, register readers. */
public final class LakeActions {
    private final LakeWatch watch;
    private final Upkeep upkeep;
    private final Maintenance maintenance;
    private final Audit audit;

    public LakeActions(LakeWatch watch, Upkeep upkeep, Maintenance maintenance, Ledger ledger) {
        this.watch = watch;
        this.upkeep = upkeep;
        this.maintenance = maintenance;
        this.audit = ledger.audit();
    }

    public Audit audit() {
        return audit;
    }

    /** Has an operation run because somebody asked, empty where there is no such table. */
    public Optional<RequestView> request(String name, Operation operation) {
        TableNames.parse(name).ifPresent(watch::look);
        return watch.table(name)
                .map(table -> upkeep.queue().offer(table.identifier(), operation, Trigger.REQUEST))
                .map(ticket -> RunViews.of(ticket, Optional.empty()));
    }

    /**
     * Pauses maintenance of a table, or of every table; what is paused already stays as it is. Empty where there is no such
     * table.
     */
    public Optional<PauseView> pause(Optional<String> table, Optional<Operation> operation, String by, String reason) {
        if (table.isPresent()) {
            TableNames.parse(table.get()).ifPresent(watch::look);
            if (watch.table(table.get()).isEmpty()) {
                return Optional.empty();
            }
        }
        Pauses pauses = maintenance.pauses();
        pauses.pause(table, operation, by, reason);
        return pauses.all().stream()
                .filter(pause ->
                        pause.table().equals(table) && pause.operation().equals(operation))
                .findFirst()
                .map(RunViews::of);
    }

    /** Ends pauses of a table, or those of every table. Empty where there is neither such a table nor such a pause. */
    public Optional<ResumedView> resume(Optional<String> table, Optional<Operation> operation) {
        Pauses pauses = maintenance.pauses();
        List<PauseView> ended =
                pauses.resume(table, operation).stream().map(RunViews::of).toList();
        if (ended.isEmpty() && table.isPresent() && watch.table(table.get()).isEmpty()) {
            return Optional.empty();
        }
        List<PauseView> remaining = pauses.all().stream()
                .filter(pause -> table.isEmpty()
                        || pause.table().isEmpty()
                        || pause.table().equals(table))
                .map(RunViews::of)
                .toList();
        return Optional.of(new ResumedView(ended, remaining));
    }

    /** Asks a run to end before its next commit, whichever replica has it. */
    public Cancelled cancel(String run, String by) {
        return maintenance.cancel(run, by);
    }

    /**
     * Keeps what a streaming reader has not read, or hears how far it has come since; empty where there is no such table.
     *
     * @throws IllegalArgumentException if the table does not have the snapshot, or the name cannot be one
     */
    public Optional<ConsumerView> register(String table, String consumer, long snapshotId) {
        try {
            return TableNames.parse(table)
                    .map(found -> maintenance.consumers().register(found, consumer, snapshotId))
                    .map(RunViews::of);
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    /** Keeps nothing for a reader any more; empty where it is not registered. */
    public Optional<ConsumerView> remove(String table, String consumer) {
        Optional<Consumer> registered = maintenance.consumers().all().stream()
                .filter(found -> found.table().equals(table) && found.name().equals(consumer))
                .findFirst();
        return registered
                .filter(found -> TableNames.parse(table)
                        .filter(name -> maintenance.consumers().remove(name, consumer))
                        .isPresent())
                .map(RunViews::of);
    }

    /** Puts back what a run has moved to quarantine. */
    public Undone undo(String run, String by) {
        return maintenance.undo(run, by);
    }
}
