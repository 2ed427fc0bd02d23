package io.firn.daemon.view;

import java.util.List;
import java.util.Optional;

/**
 * Everything that the page of one table shows, but for its charts, as it was last seen.
 *
 * @param unqueryableSeconds the age of the oldest Kafka record that is not in the table, where that is known
 * @param snapshots the newest, newest first
 * @param runs the newest, newest first
 * @param lag of the pipeline in the table's topics
 */
public record TablePageView(
        StatusView status,
        TableView table,
        Optional<Double> unqueryableSeconds,
        List<ProgressView> running,
        List<DecisionView> plan,
        List<CheckView> checks,
        List<RunView> runs,
        List<SnapshotView> snapshots,
        List<CompletenessView> completeness,
        List<LedgerView.MissingView> missing,
        List<GroupLagView> lag,
        List<QuarantineView> quarantine,
        List<ConsumerView> consumers) {
    public TablePageView {
        running = List.copyOf(running);
        plan = List.copyOf(plan);
        checks = List.copyOf(checks);
        runs = List.copyOf(runs);
        snapshots = List.copyOf(snapshots);
        completeness = List.copyOf(completeness);
        missing = List.copyOf(missing);
        lag = List.copyOf(lag);
        quarantine = List.copyOf(quarantine);
        consumers = List.copyOf(consumers);
    }
}
