package io.firn.daemon.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table as the overview lists it.
 *
 * @param recordsExact false where counting them would cost too much
 * @param lastCommit of a writer
 * @param unqueryableSeconds the age of the oldest Kafka record that is not in it, where that is known
 * @param attention how much it needs: 0 none, 1 a check warns, 2 somebody should look, 3 records are missing or a critical
 *     check fails
 * @param reasons for that
 */
public record TableRowView(
        String table,
        long records,
        boolean recordsExact,
        long dataFiles,
        long dataBytes,
        long smallFiles,
        long deleteFiles,
        long snapshots,
        Optional<Instant> lastCommit,
        Optional<Double> unqueryableSeconds,
        int attention,
        List<String> reasons) {
    public TableRowView {
        reasons = List.copyOf(reasons);
    }
}
