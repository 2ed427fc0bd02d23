package io.firn.quality.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a table's checks would have said of its retained commits.
 *
 * @param table {@code namespace.table}
 * @param from where the replay begins: the period's start, or the oldest retained commit where that is younger
 * @param commits that were replayed
 * @param checks in the order of their names
 * @param notes what the replay assumes or leaves out, in sentences
 */
public record Backtest(
        String table, Instant from, Instant to, long commits, List<CheckHistory> checks, List<String> notes) {
    public Backtest {
        checks = List.copyOf(checks);
        notes = List.copyOf(notes);
    }

    /**
     * One check over that time.
     *
     * @param type of the check
     * @param severity {@code critical} or {@code warning}
     * @param replayed whether it was: some checks need more than retained commits
     * @param judged commits, or gaps between commits for freshness
     * @param failed of these
     * @param warned of these
     * @param unknown of these
     * @param fired how often it would have begun to fail
     * @param firings when, oldest first; the first hundred
     */
    public record CheckHistory(
            String check,
            String type,
            String severity,
            boolean replayed,
            long judged,
            long failed,
            long warned,
            long unknown,
            long fired,
            List<Firing> firings) {
        public CheckHistory {
            firings = List.copyOf(firings);
        }
    }

    /**
     * A time during which a check failed.
     *
     * @param until the first commit that it passes again; absent where it goes on
     * @param snapshotId of the commit that it began with; absent where none came
     * @param commits that failed
     */
    public record Firing(
            Instant since,
            Optional<Instant> until,
            Optional<Long> snapshotId,
            Optional<Long> checkpointId,
            long commits,
            String reason) {}
}
