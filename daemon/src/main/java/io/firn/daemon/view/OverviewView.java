package io.firn.daemon.view;

import java.time.Instant;
import java.util.List;

/**
 * Everything that the status page shows, in one answer.
 *
 * @param rejected the newest runs that a guard refused
 * @param checks that do not pass
 * @param completeness none while another replica reconciles
 * @param missing records that are missing now
 */
public record OverviewView(
        Instant now,
        Instant started,
        boolean maintenanceEnabled,
        ReadyView ready,
        List<TableView> tables,
        List<ProgressView> running,
        List<RunView> runs,
        List<DecisionView> plan,
        List<GroupLagView> lag,
        List<PauseView> pauses,
        List<RunView> rejected,
        List<QuarantineView> quarantine,
        List<CheckView> checks,
        List<CompletenessView> completeness,
        List<LedgerView.MissingView> missing) {
    public OverviewView {
        tables = List.copyOf(tables);
        running = List.copyOf(running);
        runs = List.copyOf(runs);
        plan = List.copyOf(plan);
        lag = List.copyOf(lag);
        pauses = List.copyOf(pauses);
        rejected = List.copyOf(rejected);
        quarantine = List.copyOf(quarantine);
        checks = List.copyOf(checks);
        completeness = List.copyOf(completeness);
        missing = List.copyOf(missing);
    }
}
