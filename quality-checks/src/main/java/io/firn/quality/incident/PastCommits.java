package io.firn.quality.incident;

import io.firn.lake.table.NewSnapshots;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.CommitReader;
import io.firn.quality.commit.EarlierCommits;
import io.firn.quality.commit.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;

/** The data commits of a table's current branch that are retained, several of them read at a time. */
final class PastCommits {
    /** Bounds what one question may cost. */
    static final int MOST = 10_000;

    private static final int PARALLEL_READS = 8;

    private final Table table;
    private final CommitReader reader;
    private final Lineage lineage;
    private final List<SnapshotState> oldestFirst;

    PastCommits(Table table, TableState state, CommitReader reader) {
        this.table = table;
        this.reader = reader;
        this.lineage = new Lineage(state, commit -> reader.read(table, commit));
        List<SnapshotState> all = NewSnapshots.since(state, Optional.empty()).snapshots().stream()
                .filter(snapshot -> !snapshot.isReplace())
                .toList();
        this.oldestFirst = all.subList(Math.max(0, all.size() - MOST), all.size());
    }

    List<SnapshotState> oldestFirst() {
        return oldestFirst;
    }

    EarlierCommits before(SnapshotState commit) {
        return lineage.before(commit);
    }

    /** In the order given; fails as a whole if one cannot be read. */
    List<CommitFacts> read(List<SnapshotState> commits) {
        if (commits.size() < 2) {
            return commits.stream().map(commit -> reader.read(table, commit)).toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(PARALLEL_READS, commits.size()));
        try {
            List<Callable<CommitFacts>> reads = commits.stream()
                    .<Callable<CommitFacts>>map(commit -> () -> reader.read(table, commit))
                    .toList();
            List<CommitFacts> facts = new ArrayList<>();
            for (Future<CommitFacts> read : threads.invokeAll(reads)) {
                facts.add(read.get());
            }
            return facts;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot read past commits: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot read past commits: interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
