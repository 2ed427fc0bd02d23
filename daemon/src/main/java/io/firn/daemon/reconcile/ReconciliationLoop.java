package io.firn.daemon.reconcile;

import io.firn.metrics.lag.Unlanded;
import io.firn.metrics.reconciliation.ReconciledStream;
import io.firn.metrics.reconciliation.ReconciliationMetrics;
import io.firn.metrics.self.FailureCause;
import io.firn.metrics.self.SelfMetrics;
import io.firn.quality.reconciliation.ReconciledTable;
import io.firn.quality.reconciliation.Reconciliation;
import io.firn.quality.reconciliation.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes round and round on a thread of its own and publishes what comes of it, until it is closed. */
public final class ReconciliationLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationLoop.class);
    private static final String COLLECTOR = "reconciliation";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

    private final Reconciliation reconciliation;
    private final String catalog;
    private final ReconciliationMetrics metrics;
    private final SelfMetrics self;
    private final BooleanSupplier turn;
    private final Consumer<List<Unlanded>> unlanded;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread made = new Thread(work, "reconciliation");
        made.setDaemon(true);
        return made;
    });
    private volatile Optional<Instant> lastRound = Optional.empty();
    private String problem = "";

    private ReconciliationLoop(
            Reconciliation reconciliation,
            String catalog,
            ReconciliationMetrics metrics,
            SelfMetrics self,
            BooleanSupplier turn,
            Consumer<List<Unlanded>> unlanded,
            Clock clock) {
        this.reconciliation = reconciliation;
        this.catalog = catalog;
        this.metrics = metrics;
        this.self = self;
        this.turn = turn;
        this.unlanded = unlanded;
        this.clock = clock;
    }

    /**
     * Starts at once; ends with {@link #close}, which closes the reconciliation too.
     *
     * @param turn whether this replica is the one that shows metrics: it reconciles too
     * @param unlanded is told where each table's first record is that is not in it
     */
    public static ReconciliationLoop start(
            Reconciliation reconciliation,
            String catalog,
            ReconciliationMetrics metrics,
            SelfMetrics self,
            BooleanSupplier turn,
            Consumer<List<Unlanded>> unlanded,
            Clock clock) {
        ReconciliationLoop loop = new ReconciliationLoop(reconciliation, catalog, metrics, self, turn, unlanded, clock);
        loop.thread.execute(loop::go);
        return loop;
    }

    /** A round, after which comes the next; also after an error, which nobody else would hear of. */
    @SuppressWarnings("FutureReturnValueIgnored") // It is the next round, which deals with its own failures.
    private void go() {
        long started = System.nanoTime();
        try {
            round();
        } catch (Error e) {
            LOG.error("Cannot reconcile", e);
            throw e;
        } finally {
            // A slow broker or database is left in peace for as long as it took to ask it.
            Duration pause = Duration.ofNanos(System.nanoTime() - started);
            Duration interval = reconciliation.interval();
            if (!thread.isShutdown()) {
                thread.schedule(
                        this::go, (pause.compareTo(interval) > 0 ? pause : interval).toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** When a round of this process last succeeded. */
    public Optional<Instant> lastRound() {
        return lastRound;
    }

    private void round() {
        if (!turn.getAsBoolean()) {
            metrics.publish(List.of());
            unlanded.accept(List.of());
            return;
        }
        Instant started = clock.instant();
        try {
            boolean isOurTurn = reconciliation.round();
            publish();
            if (isOurTurn) {
                lastRound = Optional.of(started);
                self.succeeded(COLLECTOR, Duration.between(started, clock.instant()));
            }
            problem = "";
        } catch (RuntimeException e) {
            publish();
            self.failed(COLLECTOR, Duration.between(started, clock.instant()), FailureCause.OTHER);
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                problem = message;
                LOG.warn("{}", message);
            }
        }
    }

    private void publish() {
        metrics.publish(reconciliation.tables().stream().map(this::stream).toList());
        unlanded.accept(waiting());
    }

    private List<Unlanded> waiting() {
        Map<String, Map<TopicPartition, Long>> tables = new TreeMap<>();
        reconciliation.unlanded().forEach(next -> tables.computeIfAbsent(next.table(), table -> new HashMap<>())
                .put(new TopicPartition(next.topic(), next.partition()), next.offset()));
        return tables.entrySet().stream()
                .map(table -> new Unlanded(catalog, table.getKey(), table.getValue()))
                .toList();
    }

    private ReconciledStream stream(ReconciledTable table) {
        Tally tally = table.tally();
        return new ReconciledStream(
                catalog,
                table.table(),
                table.topic(),
                tally.expected(),
                tally.landed(),
                tally.deadLetters(),
                tally.duplicates(),
                tally.found(),
                table.missing(),
                tally.unknown(),
                table.deadLetters());
    }

    @Override
    public void close() throws InterruptedException {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.shutdown();
        // Not interrupted: H2 would close its file. What goes on longer ends with the process.
        if (thread.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            reconciliation.close();
        }
    }
}
