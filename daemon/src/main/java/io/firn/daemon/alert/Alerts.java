package io.firn.daemon.alert;

import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.publish.AlertPublisher;
import io.firn.alerts.publish.Answer;
import io.firn.alerts.publish.Finding;
import io.firn.alerts.publish.Links;
import io.firn.alerts.publish.Receiver;
import io.firn.alerts.publish.Told;
import io.firn.daemon.quality.QualityWatch;
import io.firn.daemon.slo.SteadyTask;
import io.firn.daemon.slo.TableOwners;
import io.firn.daemon.view.AlertsView;
import io.firn.daemon.watch.LakeWatch;
import io.firn.lake.config.FirnConfig;
import io.firn.maintenance.ledger.Ledger;
import io.firn.metrics.slo.AlertMetrics;
import io.firn.metrics.slo.AlertMetrics.Attempt;
import io.firn.quality.reconciliation.MissingRecords;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again at what the daemon found, keeps it, and has it told, each receiver on a thread of its own. */
public final class Alerts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration DELIVERIES_EVERY = Duration.ofSeconds(1);

    private final Catalogue catalogue;
    private final List<FindingSource> sources;
    private final AlertPublisher publisher;
    private final AlertMetrics metrics;
    private final AlertViews views;
    private final BooleanSupplier turn;
    private final ScheduledThreadPoolExecutor threads;
    private final Map<String, String> problems = new HashMap<>();

    /**
     * @param missing what is missing now, nothing where nobody reconciles
     * @param turn whether this replica is the one that finds and tells
     */
    public Alerts(
            FirnConfig config,
            DataSource database,
            LakeWatch watch,
            QualityWatch quality,
            Supplier<List<MissingRecords>> missing,
            Ledger ledger,
            TableOwners owners,
            PrometheusMeterRegistry registry,
            BooleanSupplier turn,
            Clock clock) {
        this.turn = turn;
        String catalogName = config.catalog().name();
        this.catalogue = Catalogue.load();
        FindingMaker maker = new FindingMaker(catalogue, owners, catalogName);
        this.sources = List.of(
                new LostRecords(missing, maker),
                new FailedChecks(quality::standings, maker),
                new RejectedRuns(ledger, catalogName, watch, maker, clock),
                new LostFiles(ledger.pauses(catalogName)::all, watch, maker));
        Links links = new Links(config.daemon().alerts(), catalogue);
        List<Receiver> receivers = AlertReceivers.of(config.daemon().alerts(), links);
        this.metrics = new AlertMetrics(
                registry, receivers.stream().map(Receiver::name).toList(), turn);
        this.publisher = new AlertPublisher(
                database,
                catalogName,
                receivers,
                turn,
                (name, answer) -> metrics.attempted(name, attempt(answer)),
                clock);
        this.views = new AlertViews(catalogue, links);
        this.threads = new ScheduledThreadPoolExecutor(1 + receivers.size(), work -> {
            Thread thread = new Thread(work, "alerts");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param interval how often the daemon looks at its tables; looked at what it found is as often, or oftener */
    @SuppressWarnings("FutureReturnValueIgnored") // Each deals with its own failures.
    public Alerts start(Duration interval) {
        Duration pause = interval.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : interval;
        threads.scheduleWithFixedDelay(
                new SteadyTask("look at findings", this::look), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        for (Runnable courier : publisher.couriers()) {
            threads.scheduleWithFixedDelay(
                    new SteadyTask("tell of alerts", courier),
                    DELIVERIES_EVERY.toMillis(),
                    DELIVERIES_EVERY.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** What is open, and what ended within the last day. */
    public AlertsView view() {
        return views.of(publisher.findings());
    }

    private void look() {
        try {
            // Of another replica's turn the sources are not asked.
            publisher.see(turn.getAsBoolean() ? seen() : Map.of());
            show();
            problems.remove("");
        } catch (RuntimeException e) {
            note("", e);
        }
    }

    private Map<String, List<Finding>> seen() {
        Map<String, List<Finding>> seen = new HashMap<>();
        for (FindingSource source : sources) {
            try {
                source.find().ifPresent(findings -> seen.put(source.name(), findings));
                problems.remove(source.name());
            } catch (RuntimeException e) {
                note(source.name(), e);
            }
        }
        return seen;
    }

    private void show() {
        Map<String, Long> open = publisher.findings().stream()
                .filter(Told::isOpen)
                .collect(Collectors.groupingBy(told -> told.finding().alert(), Collectors.counting()));
        Map<String, AlertMetrics.Open> kinds = new LinkedHashMap<>();
        for (AlertDefinition alert : catalogue.alerts(AlertDefinition.Source.FINDING)) {
            kinds.put(
                    alert.name(),
                    new AlertMetrics.Open(alert.name(), alert.severity().label(), open.getOrDefault(alert.name(), 0L)));
        }
        metrics.publish(List.copyOf(kinds.values()), publisher.undelivered());
    }

    /** Once while it is the same. */
    private void note(String source, RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!Optional.of(message).equals(Optional.ofNullable(problems.put(source, message)))) {
            LOG.warn("Cannot look at findings; what was found stays: {}", message);
        }
    }

    private static Attempt attempt(Answer answer) {
        if (answer instanceof Answer.Delivered) {
            return Attempt.DELIVERED;
        }
        return answer instanceof Answer.Refused ? Attempt.REFUSED : Attempt.FAILED;
    }

    @Override
    public void close() throws InterruptedException {
        threads.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        threads.shutdown();
        // Not interrupted: H2 would close its file.
        threads.awaitTermination(2, TimeUnit.SECONDS);
        publisher.close();
    }
}
