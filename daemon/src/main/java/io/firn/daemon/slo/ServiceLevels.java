package io.firn.daemon.slo;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.TierConfig;
import io.firn.metrics.lag.LagView;
import io.firn.metrics.slo.Evaluation;
import io.firn.metrics.slo.Objective;
import io.firn.metrics.slo.SloMetrics;
import io.firn.metrics.slo.TableInfo;
import io.firn.quality.reconciliation.MissingRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a poll at every table of the pipeline that the catalog has and counts whether it is fresh and complete. Freshness
 * that cannot be proved any more is bad. Completeness is not counted while nobody reconciles: then nothing is known of it, and
 * freshness says that something is wrong.
 */
public final class ServiceLevels implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLevels.class);
    private static final Duration SHORTEST_PATIENCE = Duration.ofMinutes(1);

    private final Supplier<List<String>> tables;
    private final TableOwners owners;
    private final Supplier<Optional<LagView>> lag;
    private final Reconciled reconciled;
    private final SloMetrics metrics;
    private final BooleanSupplier turn;
    private final Duration lagInterval;
    private final String catalog;
    private final Clock clock;
    private Optional<Freshness> freshness = Optional.empty();
    private String problem = "";
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread made = new Thread(work, "promises");
        made.setDaemon(true);
        return made;
    });

    /**
     * What is known of the completeness of tables.
     *
     * @param enabled without it neither promise can be judged: where records are that wait is not known either
     * @param interval between two rounds
     * @param lastRound when one last succeeded
     * @param missing what is missing now
     */
    public record Reconciled(
            boolean enabled,
            Duration interval,
            Supplier<Optional<Instant>> lastRound,
            Supplier<List<MissingRecords>> missing) {}

    /** @param tables every table that the catalog has */
    public ServiceLevels(
            FirnConfig config,
            Supplier<List<String>> tables,
            TableOwners owners,
            Supplier<Optional<LagView>> lag,
            Reconciled reconciled,
            SloMetrics metrics,
            BooleanSupplier turn,
            Clock clock) {
        this.tables = tables;
        this.owners = owners;
        this.lag = lag;
        this.reconciled = reconciled;
        this.metrics = metrics;
        this.turn = turn;
        this.lagInterval = config.daemon().lag().interval();
        this.catalog = config.catalog().name();
        this.clock = clock;
    }

    /** Looks again and again until it is closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // A look deals with its own failures.
    public ServiceLevels start(Duration interval) {
        Runnable look = new SteadyTask("judge whether tables are as promised", this::look);
        thread.scheduleAtFixedRate(look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** One look at every table. */
    void look() {
        if (!turn.getAsBoolean()) {
            freshness = Optional.empty();
            return;
        }
        try {
            List<String> names = tables.get();
            metrics.tables(names.stream().map(this::info).toList());
            metrics.count(evaluations(names));
            problem = "";
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                problem = message;
                LOG.warn("Cannot judge whether tables are as promised: {}", message);
            }
        }
    }

    private List<Evaluation> evaluations(List<String> all) {
        if (!reconciled.enabled()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<String> names = all.stream().filter(owners::isStreamed).toList();
        Freshness known = freshness.orElseGet(() -> new Freshness(lagInterval.multipliedBy(2)));
        freshness = Optional.of(known);
        lag.get().ifPresent(known::learn);
        List<Evaluation> evaluations = new ArrayList<>();
        for (String table : names) {
            TierConfig tier = owners.tier(table);
            known.isBad(table, tier.freshnessLimit(), now)
                    .ifPresent(bad -> evaluations.add(new Evaluation(Objective.FRESHNESS, tier.name(), bad)));
        }
        if (isReconciling(now)) {
            Set<String> incomplete = reconciled.missing().get().stream()
                    .map(MissingRecords::table)
                    .collect(Collectors.toSet());
            names.forEach(table -> evaluations.add(
                    new Evaluation(Objective.COMPLETENESS, owners.tier(table).name(), incomplete.contains(table))));
        }
        return evaluations;
    }

    private boolean isReconciling(Instant now) {
        Duration usual = reconciled.interval().multipliedBy(3);
        Duration patience = usual.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : usual;
        return reconciled
                .lastRound()
                .get()
                .filter(round -> now.isBefore(round.plus(patience)))
                .isPresent();
    }

    private TableInfo info(String table) {
        return new TableInfo(catalog, table, owners.tier(table).name(), owners.pipeline(table));
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(2, TimeUnit.SECONDS);
    }
}
