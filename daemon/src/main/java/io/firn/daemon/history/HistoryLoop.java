package io.firn.daemon.history;

import io.firn.daemon.watch.WatchedTable;
import io.firn.lake.table.TableState;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.lag.UnqueryableAge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps how the tables are twice a minute, as the watch saw them last, while it is this replica's turn. Reads no table. */
public final class HistoryLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final HistoryStore store;
    private final Supplier<List<WatchedTable>> tables;
    private final ToLongFunction<TableState> records;
    private final Supplier<Optional<LagView>> lag;
    private final BooleanSupplier turn;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread made = new Thread(work, "history");
        made.setDaemon(true);
        return made;
    });
    private String problem = "";

    private HistoryLoop(
            HistoryStore store,
            Supplier<List<WatchedTable>> tables,
            ToLongFunction<TableState> records,
            Supplier<Optional<LagView>> lag,
            BooleanSupplier turn,
            Clock clock) {
        this.store = store;
        this.tables = tables;
        this.records = records;
        this.lag = lag;
        this.turn = turn;
        this.clock = clock;
    }

    /** @param records rows of a table, as far as they are known without counting */
    @SuppressWarnings("FutureReturnValueIgnored") // A round deals with its own failures.
    public static HistoryLoop start(
            HistoryStore store,
            Supplier<List<WatchedTable>> tables,
            ToLongFunction<TableState> records,
            Supplier<Optional<LagView>> lag,
            BooleanSupplier turn,
            Clock clock) {
        HistoryLoop loop = new HistoryLoop(store, tables, records, lag, turn, clock);
        loop.thread.scheduleWithFixedDelay(loop::round, FIRST.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return loop;
    }

    private void round() {
        try {
            if (turn.getAsBoolean()) {
                Instant now = clock.instant();
                Map<String, HistoryPoint> points = points(tables.get(), records, lag.get(), now);
                if (!points.isEmpty()) {
                    store.add(now, points);
                }
            }
            problem = "";
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                problem = message;
                LOG.warn("The charts of the page miss what is now: {}", message);
            }
        }
    }

    /** A table that could not be read leaves a gap: what was seen of it is older. */
    static Map<String, HistoryPoint> points(
            List<WatchedTable> tables, ToLongFunction<TableState> records, Optional<LagView> lag, Instant now) {
        Map<String, Duration> unqueryable = lag.stream()
                .flatMap(view -> view.tables().stream())
                .collect(Collectors.toMap(UnqueryableAge::table, UnqueryableAge::age, (one, other) -> one));
        Map<String, HistoryPoint> points = new HashMap<>();
        for (WatchedTable table : tables) {
            if (table.failure().isEmpty()) {
                table.state()
                        .ifPresent(state -> points.put(
                                table.name(),
                                new HistoryPoint(
                                        state.dataFiles().files(),
                                        state.dataFiles().bytes(),
                                        state.dataFilesBelow(
                                                table.policy().compaction().smallFileBytes()),
                                        state.deleteFileCount(),
                                        Math.max(0, records.applyAsLong(state)),
                                        state.lastWriterSnapshot()
                                                .map(snapshot ->
                                                        seconds(Duration.between(snapshot.committedAt(), now))),
                                        Optional.ofNullable(unqueryable.get(table.name()))
                                                .map(HistoryLoop::seconds))));
            }
        }
        return points;
    }

    /** A writer's clock may be ahead. */
    private static long seconds(Duration age) {
        return Math.max(0, age.toSeconds());
    }

    @Override
    public void close() throws InterruptedException {
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        // Not interrupted: H2 would close its file.
        thread.shutdown();
        if (!thread.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("A point of history is kept while the daemon stops");
        }
    }
}
