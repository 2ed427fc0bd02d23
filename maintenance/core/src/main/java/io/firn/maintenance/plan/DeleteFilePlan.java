package io.firn.maintenance.plan;

import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * Whether a table's delete files may be too many, or some of them of use to no data file any more. Which ones those are
 * takes a scan, so after a run that went through all of them the next one waits for something that can change the answer:
 * new positional deletes to merge, or data files gone, which is what leaves deletes dangling.
 */
final class DeleteFilePlan {
    private DeleteFilePlan() {}

    static Decision decide(TableState state, Policy.DeleteFiles policy, Trigger trigger, List<Attempt> attempts) {
        long files = state.deleteFileCount();
        long least = trigger.relaxesThresholds() ? 1 : policy.minInputFiles();
        long positional = state.formatVersion() >= 3
                ? state.deletionVectors().files()
                : state.partitions().stream()
                        .map(PartitionFiles::positionDeletes)
                        .mapToLong(deletes -> deletes.files())
                        .max()
                        .orElse(0);
        String reason = files + " delete files, positional ones at most " + positional
                + (state.formatVersion() >= 3 ? " deletion vectors" : " in one partition") + ", at least " + least
                + " needed";
        boolean chosen = files >= least;
        if (chosen && !trigger.relaxesThresholds()) {
            Optional<Attempt> last = attempts.stream()
                    .filter(attempt -> attempt.operation() == Operation.DELETE_FILE_REWRITE)
                    .filter(attempt ->
                            attempt.result() == Attempt.Result.GAINED || attempt.result() == Attempt.Result.NOTHING)
                    .findFirst();
            if (last.isPresent()) {
                List<SnapshotState> since = since(state, last.get());
                long added = since.stream()
                        .filter(snapshot -> !snapshot.isReplace())
                        .mapToLong(snapshot ->
                                count(snapshot, "added-position-delete-files") + count(snapshot, "added-dvs"))
                        .sum();
                long gone = since.stream()
                        .mapToLong(snapshot -> count(snapshot, "deleted-data-files"))
                        .sum();
                reason += "; since the last run " + added + " positional ones came and " + gone + " data files went";
                chosen = (positional >= least && added >= least) || gone > 0;
            }
        }
        return new Decision(
                state.name(),
                Operation.DELETE_FILE_REWRITE,
                chosen,
                reason,
                chosen ? files : 0,
                chosen ? bytes(state) : 0);
    }

    /** Every snapshot where the attempt's own is gone: one run too many beats one that never comes. */
    private static List<SnapshotState> since(TableState state, Attempt attempt) {
        long sequenceNumber = state.snapshots().stream()
                .filter(snapshot ->
                        attempt.snapshot().filter(id -> id == snapshot.id()).isPresent())
                .mapToLong(SnapshotState::sequenceNumber)
                .findFirst()
                .orElse(-1);
        return state.snapshots().stream()
                .filter(snapshot -> snapshot.sequenceNumber() > sequenceNumber)
                .toList();
    }

    private static long count(SnapshotState snapshot, String key) {
        String text = snapshot.summary().getOrDefault(key, "0");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private static long bytes(TableState state) {
        return state.positionDeleteFiles().bytes()
                + state.equalityDeleteFiles().bytes()
                + state.deletionVectors().bytes();
    }
}
