package io.firn.daemon.view;

import java.time.Instant;
import java.util.List;

/** Everything that the status page shows, in one answer. */
public record OverviewView(
        Instant now,
        Instant started,
        boolean maintenanceEnabled,
        ReadyView ready,
        List<TableView> tables,
        List<ProgressView> running,
        List<RunView> runs,
        List<DecisionView> plan,
        List<GroupLagView> lag) {
    public OverviewView {
        tables = List.copyOf(tables);
        running = List.copyOf(running);
        runs = List.copyOf(runs);
        plan = List.copyOf(plan);
        lag = List.copyOf(lag);
    }
}
