package io.firn.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** Asks the catalog for a table's newest snapshot in short intervals and notes when each one was first to be seen. */
final class CommitFollower implements AutoCloseable {
    /** What a latency may be too large by. */
    static final Duration POLL = Duration.ofMillis(20);

    private final Catalog catalog;
    private final TableIdentifier identifier;
    private final List<Commit> commits = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "commits");
    private @Nullable RuntimeException failure;

    CommitFollower(Catalog catalog, TableIdentifier identifier) {
        this.catalog = catalog;
        this.identifier = identifier;
    }

    void start() {
        thread.start();
    }

    /** Oldest first. */
    synchronized List<Commit> commits() {
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(commits);
    }

    /** The first commit after which the table has {@code records} rows, if there is one by now. */
    Optional<Commit> firstWith(long records) {
        return commits().stream()
                .filter(commit -> commit.totalRecords() >= records)
                .findFirst();
    }

    /**
     * Waits for the table to have {@code records} rows.
     *
     * @return empty when nothing new came for {@code patience}
     */
    Optional<Commit> await(long records, Duration patience) throws InterruptedException {
        long before = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < patience.toNanos()) {
            Optional<Commit> found = firstWith(records);
            if (found.isPresent()) {
                return found;
            }
            long now = commits().stream().mapToLong(Commit::totalRecords).max().orElse(0);
            if (now != before) {
                before = now;
                since = System.nanoTime();
            }
            Thread.sleep(POLL.toMillis());
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            Table table = null;
            Long last = null;
            while (!stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (table == null) {
                    table = load();
                } else {
                    table.refresh();
                }
                Snapshot current = table == null ? null : table.currentSnapshot();
                if (table != null && current != null && (last == null || current.snapshotId() != last)) {
                    note(SnapshotUtil.ancestorsBetween(table, current.snapshotId(), last), Instant.now());
                    last = current.snapshotId();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            synchronized (this) {
                failure = e;
            }
        }
    }

    private @Nullable Table load() {
        try {
            return catalog.loadTable(identifier);
        } catch (NoSuchTableException e) {
            return null;
        }
    }

    private synchronized void note(Iterable<Snapshot> newestFirst, Instant seen) {
        Deque<Commit> oldestFirst = new ArrayDeque<>();
        for (Snapshot snapshot : newestFirst) {
            Map<String, String> summary = snapshot.summary();
            long total = Long.parseLong(summary.getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
            boolean replace = DataOperations.REPLACE.equals(snapshot.operation());
            oldestFirst.addFirst(new Commit(snapshot.snapshotId(), replace, total, seen));
        }
        commits.addAll(oldestFirst);
    }
}
