package io.firn.quality.engine;

import io.firn.lake.table.NewSnapshots;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import io.firn.quality.commit.CommitFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads the newest commit of several tables at the same time, so that what is judged one by one need not wait for the storage
 * one by one. What cannot be read is left to whoever judges.
 */
final class CommitPrefetch {
    /** Reading waits for storage more than for the processor. */
    private static final int PARALLEL_READS = 8;

    private CommitPrefetch() {}

    /** A table, and how far it was judged. */
    record Due(Subject subject, Optional<SnapshotPosition> judged) {}

    static void read(List<Due> tables) {
        if (tables.size() < 2) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(PARALLEL_READS, tables.size()));
        try {
            threads.invokeAll(tables.stream().map(CommitPrefetch::reading).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Its two newest commits of those that are due: the newer one is compared with the other. */
    private static Callable<List<CommitFacts>> reading(Due table) {
        return () -> {
            List<SnapshotState> due = new ArrayList<>(
                    NewSnapshots.since(table.subject().state(), table.judged()).snapshots());
            Collections.reverse(due);
            return due.stream()
                    .filter(commit -> !commit.isReplace())
                    .limit(2)
                    .map(table.subject().commits())
                    .toList();
        };
    }
}
