package io.firn.daemon.report;

import io.firn.daemon.rows.LiveRows;
import io.firn.daemon.watch.WatchedTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Counts rows behind the status page, one round at a time, and rests ten times as long as a round took. */
final class RowRefresh implements AutoCloseable {
    private static final int REST = 10;

    private final LiveRows rows;
    private final Clock clock;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "row-count");
        thread.setDaemon(true);
        return thread;
    });
    private Instant restsUntil = Instant.MIN;
    private boolean counting;

    RowRefresh(LiveRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** Has what is not exact counted, unless that is being done or was done lately. */
    synchronized void ask(List<WatchedTable.Loaded> tables) {
        List<WatchedTable.Loaded> stale = tables.stream()
                .filter(table -> !rows.known(table.state()).exact())
                .toList();
        if (counting || stale.isEmpty() || clock.instant().isBefore(restsUntil)) {
            return;
        }
        try {
            executor.execute(() -> count(stale));
            counting = true;
        } catch (RejectedExecutionException e) {
            // The daemon is stopping.
            restsUntil = Instant.MAX;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void count(List<WatchedTable.Loaded> stale) {
        Instant started = clock.instant();
        try {
            for (WatchedTable.Loaded table : stale) {
                rows.count(table.state(), table.table());
            }
        } finally {
            synchronized (this) {
                counting = false;
                Instant now = clock.instant();
                restsUntil = now.plus(Duration.between(started, now).multipliedBy(REST));
            }
        }
    }
}
