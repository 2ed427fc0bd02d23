package io.firn.quality.commit;

import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who came before whom among the snapshots that a table still has. */
public final class Lineage {
    private final Map<Long, SnapshotState> byId = new HashMap<>();
    private final Function<SnapshotState, CommitFacts> reader;

    /** @param reader of the facts, when a check asks for them */
    public Lineage(TableState state, Function<SnapshotState, CommitFacts> reader) {
        state.snapshots().forEach(snapshot -> byId.put(snapshot.id(), snapshot));
        this.reader = reader;
    }

    /** The data commits before {@code commit}: rewrites, which change no row, are left out. */
    public EarlierCommits before(SnapshotState commit) {
        return before(commit, Instant.MAX);
    }

    /** Those of them that were made before a moment, however many came since. */
    public EarlierCommits before(SnapshotState commit, Instant moment) {
        List<SnapshotState> newestFirst = new ArrayList<>();
        Optional<SnapshotState> next = parent(commit);
        while (next.isPresent() && newestFirst.size() < EarlierCommits.MOST) {
            if (!next.get().isReplace() && next.get().committedAt().isBefore(moment)) {
                newestFirst.add(next.get());
            }
            next = parent(next.get());
        }
        return new EarlierCommits(newestFirst, reader);
    }

    private Optional<SnapshotState> parent(SnapshotState snapshot) {
        return snapshot.parentId().map(byId::get);
    }
}
