package io.firn.quality.commit;

import io.firn.lake.table.SnapshotState;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Data commits before one, newest first, as far as they are retained. What they did is read when it is asked for. */
public final class EarlierCommits {
    /** Far enough for every check that compares. */
    static final int MOST = 50;

    public static final EarlierCommits NONE = new EarlierCommits(List.of(), snapshot -> {
        throw new IllegalStateException("Cannot read commit " + snapshot.id() + ": there is none");
    });

    private final List<SnapshotState> newestFirst;
    private final Function<SnapshotState, CommitFacts> reader;

    public EarlierCommits(List<SnapshotState> newestFirst, Function<SnapshotState, CommitFacts> reader) {
        this.newestFirst = List.copyOf(newestFirst);
        this.reader = reader;
    }

    public List<SnapshotState> snapshots() {
        return newestFirst;
    }

    /** Lazily: a commit that is not looked at is not read. */
    public Stream<CommitFacts> facts() {
        return newestFirst.stream().map(reader);
    }

    /** The same, without commits that added no row. */
    public Stream<CommitFacts> withRows() {
        return facts().filter(facts -> facts.added().records() > 0);
    }
}
