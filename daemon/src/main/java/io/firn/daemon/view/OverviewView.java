package io.firn.daemon.view;

import java.util.List;

/**
 * Everything that the overview of the page shows, in one answer.
 *
 * @param tables those that need most attention first
 * @param runs the newest that have ended
 * @param plan the first of what would run now
 * @param rejected the newest runs that a guard refused
 * @param checks the first that do not pass, those that fail first
 * @param missing records that are missing now
 */
public record OverviewView(
        StatusView status,
        boolean maintenanceEnabled,
        List<TableRowView> tables,
        List<ProgressView> running,
        List<RunView> runs,
        List<DecisionView> plan,
        List<GroupLagView> lag,
        List<PauseView> pauses,
        List<RunView> rejected,
        List<QuarantineView> quarantine,
        List<CheckView> checks,
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
        missing = List.copyOf(missing);
    }
}
