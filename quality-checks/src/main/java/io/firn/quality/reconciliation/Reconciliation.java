package io.firn.quality.reconciliation;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.ReconciliationConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.iceberg.catalog.Catalog;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts for every offset of every stream's raw topic: it is in the table, in the dead-letter topic, or missing. Computed
 * outside the pipeline, from the rows themselves; {@code docs/design/reconciliation.md} says how. {@link #round} belongs to
 * one thread; everything else may be asked by any.
 */
public final class Reconciliation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(200);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMinutes(2);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final Duration HOLDS_READ_EVERY = Duration.ofSeconds(5);
    private static final int FINDINGS_SHOWN = 100;

    private final FirnConfig config;
    private final ReconciliationConfig reconciliation;
    private final String catalogName;
    private final Catalog catalog;
    private final String replica;
    private final Duration kafkaTimeout;
    private final Clock clock;
    private final Accounts accounts;
    private final Ledger ledger;
    private final Findings findings;
    private final Map<String, String> failures = new HashMap<>();
    private List<StreamReconciler> streams = List.of();
    private @Nullable KafkaPositions positions;
    private @Nullable CommittedRecords records;
    private Instant forgotten = Instant.MIN;
    private volatile List<ReconciledTable> tables = List.of();
    private volatile Holds holds = new Holds(Instant.MIN, List.of());

    private record Holds(Instant read, List<MissingRecords> open) {}

    /**
     * Opens nothing yet but the tables in the database.
     *
     * @param replica names this process: one of those that share a database reconciles at a time
     * @param kafkaTimeout for each question to Kafka
     */
    public Reconciliation(
            FirnConfig config,
            Catalog catalog,
            DataSource database,
            String replica,
            Duration kafkaTimeout,
            Clock clock) {
        this.config = config;
        this.reconciliation = config.quality().reconciliation();
        this.catalogName = config.catalog().name();
        this.catalog = catalog;
        this.replica = replica;
        this.kafkaTimeout = kafkaTimeout;
        this.clock = clock;
        this.accounts = new Accounts(database);
        this.ledger = new Ledger(database);
        this.findings = new Findings(database);
    }

    /** How often a round is worth it: eight times a checkpoint, since a loss is told with the first round after its proof. */
    public Duration interval() {
        Duration part = config.pipeline().checkpointInterval().dividedBy(8);
        if (part.compareTo(SHORTEST_INTERVAL) < 0) {
            return SHORTEST_INTERVAL;
        }
        return part.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : part;
    }

    /**
     * One round over all streams, if it is this replica's turn; says whether it was. One stream's failure does not keep the
     * others from theirs.
     *
     * @throws ReconciliationException if Kafka or the database cannot be asked, or some stream failed
     */
    public boolean round() {
        Instant now = clock.instant();
        if (!accounts.takeTurn(catalogName, replica, now, TURN)) {
            streams = List.of();
            tables = List.of();
            return false;
        }
        if (streams.isEmpty()) {
            streams = config.pipeline().streams().stream()
                    .map(stream -> new StreamReconciler(stream, config, catalog, accounts))
                    .toList();
        }
        Positions asked = positions().ask();
        List<String> failed = new ArrayList<>();
        for (StreamReconciler stream : streams) {
            try {
                stream.round(asked, clock.instant(), records());
                failures.remove(stream.stream().table());
            } catch (RuntimeException e) {
                failed.add(stream.stream().table());
                note(stream.stream().table(), e);
            }
        }
        tables = view();
        letGo(now);
        if (!failed.isEmpty()) {
            throw new ReconciliationException("Cannot reconcile " + String.join(", ", failed));
        }
        return true;
    }

    /** Every stream as of this process's newest round; none while another replica reconciles. */
    public List<ReconciledTable> tables() {
        return tables;
    }

    /** Where each table's first unaccounted record is, as of this process's newest round. */
    public List<UnlandedOffset> unlanded() {
        return tables.stream()
                .flatMap(table -> table.partitions().stream()
                        .map(partition -> new UnlandedOffset(
                                table.table(), table.topic(), partition.partition(), partition.settled())))
                .toList();
    }

    /** What is missing now in all tables, oldest finding first; the same on every replica. */
    public List<MissingRecords> missing() {
        return findings.open(catalogName);
    }

    /** Why a table's snapshots and orphans have to stay for now; the same on every replica, at most seconds old. */
    public Optional<String> hold(String table) {
        Instant now = clock.instant();
        Holds known = holds;
        if (!now.isBefore(known.read().plus(HOLDS_READ_EVERY))) {
            known = new Holds(now, findings.open(catalogName));
            holds = known;
        }
        List<MissingRecords> open = known.open().stream()
                .filter(missing ->
                        missing.table().equals(table) && now.isBefore(missing.holdsUntil(reconciliation.freezeFor())))
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        MissingRecords newest = open.get(open.size() - 1);
        return Optional.of("held: missing records: " + newest.words()
                + (open.size() > 1 ? ", and " + (open.size() - 1) + " findings more" : "") + "; until they arrive, or "
                + newest.holdsUntil(reconciliation.freezeFor()));
    }

    /**
     * What was accounted for in a period; empty for a table that was never looked at. A period with more entries than are
     * asked for, unless none are, ends before the first that is left out.
     */
    public Optional<CompletenessProof> proof(String table, Instant from, Instant to, int mostEntries) {
        return accounts.load(catalogName, table).map(account -> {
            List<Ledger.Stored> found =
                    mostEntries == 0 ? List.of() : ledger.entries(catalogName, table, from, to, mostEntries + 1);
            Instant end =
                    found.size() > mostEntries ? found.get(mostEntries).entry().at() : to;
            List<CompletenessProof.Link> links = found.stream()
                    .filter(stored -> stored.entry().at().isBefore(end))
                    .map(CompletenessProof.Link::of)
                    .toList();
            return new CompletenessProof(
                    catalogName,
                    table,
                    from,
                    end,
                    ledger.totals(catalogName, table, from, end),
                    links,
                    account.head(),
                    findings.of(catalogName, table, FINDINGS_SHOWN),
                    CompletenessProof.flaw(links));
        });
    }

    @Override
    public void close() {
        closeClients();
        try {
            accounts.endTurn(catalogName, replica);
        } catch (ReconciliationException e) {
            LOG.debug("The turn to reconcile ends by itself", e);
        }
    }

    private List<ReconciledTable> view() {
        Map<String, Map<String, Long>> reasons = accounts.reasons(catalogName);
        List<ReconciledTable> view = new ArrayList<>();
        for (StreamReconciler stream : streams) {
            stream.account()
                    .ifPresent(account -> view.add(new ReconciledTable(
                            account.table(),
                            stream.stream().topic(),
                            account.partitions().entrySet().stream()
                                    .map(entry -> partition(entry.getKey(), entry.getValue()))
                                    .sorted(java.util.Comparator.comparingInt(ReconciledPartition::partition))
                                    .toList(),
                            reasons.getOrDefault(stream.stream().topic(), Map.of()))));
        }
        return List.copyOf(view);
    }

    private static ReconciledPartition partition(TopicPartition key, PartitionAccount account) {
        return new ReconciledPartition(
                key.partition(),
                account.start(),
                account.settled(),
                account.due(),
                account.missing().size(),
                account.tally());
    }

    private void letGo(Instant now) {
        findings.letGo(catalogName, now, reconciliation.freezeFor())
                .forEach(missing -> LOG.error(
                        "Snapshots of {} are not kept any longer for what is missing since {}: {}",
                        missing.table(),
                        missing.found(),
                        missing.words()));
        if (!now.isBefore(forgotten.plus(FORGET_EVERY))) {
            forgotten = now;
            ledger.removeBefore(catalogName, now.minus(reconciliation.ledgerKeepFor()));
        }
    }

    private void note(String table, RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!message.equals(failures.put(table, message))) {
            LOG.warn("Cannot reconcile {}: {}", table, message);
        }
    }

    private KafkaPositions positions() {
        if (positions == null) {
            positions = KafkaPositions.open(config.kafka(), config.pipeline(), kafkaTimeout);
        }
        return positions;
    }

    private CommittedRecords records() {
        if (records == null) {
            records = CommittedRecords.open(config.kafka(), kafkaTimeout);
        }
        return records;
    }

    private void closeClients() {
        if (records != null) {
            records.close();
            records = null;
        }
        if (positions != null) {
            positions.close();
            positions = null;
        }
    }
}
