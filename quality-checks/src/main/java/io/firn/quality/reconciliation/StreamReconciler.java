package io.firn.quality.reconciliation;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Provenance;
import io.firn.lake.config.ReconciliationConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.table.NewSnapshots;
import io.firn.lake.table.SnapshotPosition;
import io.firn.lake.table.SnapshotState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts for the offsets of one stream. Each round reads what is new and stores it, with how far it came, in one
 * transaction: whatever goes wrong before, the next round reads the same again.
 */
final class StreamReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReconciler.class);
    private static final int MOST_SNAPSHOTS = 100;
    private static final long MOST_ROWS = 5_000_000;
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofMinutes(1);

    private final StreamConfig stream;
    private final String catalogName;
    private final Catalog catalog;
    private final Accounts accounts;
    private final ReconciliationConfig config;
    private final Progress progress;
    private Optional<TableAccount> account = Optional.empty();
    private Map<TopicPartition, Long> lastLanded = Map.of();
    private Instant lastLook = Instant.MIN;
    private boolean hasBacklog = true;
    private boolean isThere;
    private boolean hasNoOrigin;

    StreamReconciler(StreamConfig stream, FirnConfig config, Catalog catalog, Accounts accounts) {
        this.stream = stream;
        this.catalogName = config.catalog().name();
        this.catalog = catalog;
        this.accounts = accounts;
        this.config = config.quality().reconciliation();
        this.progress = new Progress(stream, config.pipeline(), this.config.grace());
    }

    StreamConfig stream() {
        return stream;
    }

    /** What was last stored; absent before the first round, and for a table that is not there. */
    Optional<TableAccount> account() {
        return isThere ? account : Optional.empty();
    }

    /** Reads and stores what is new, as far as that is worth a look. Throws what keeps it from doing so. */
    void round(Positions now, Instant at, CommittedRecords records) {
        progress.observe(now, at, (partition, from, to) -> isEmpty(records, partition, from, to));
        Optional<DueOffsets> line = progress.due(at);
        if (!isWorthALook(now, at, line)) {
            return;
        }
        Optional<Table> table = load();
        isThere = table.isPresent();
        boolean isPossible = table.map(SnapshotOffsets::isPossible).orElse(false);
        if (isPossible) {
            look(table.orElseThrow(), now, at, line, records);
        } else if (isThere && !hasNoOrigin) {
            LOG.warn(
                    "Cannot tell whether {} is complete: it has no column {}, which the pipeline adds",
                    stream.table(),
                    Provenance.COLUMN);
        }
        hasNoOrigin = isThere && !isPossible;
        lastLanded = now.landed();
        lastLook = at;
    }

    private boolean isWorthALook(Positions now, Instant at, Optional<DueOffsets> line) {
        return hasBacklog
                || line.isPresent()
                || !Positions.ofTopic(now.landed(), stream.validTopic())
                        .equals(Positions.ofTopic(lastLanded, stream.validTopic()))
                || !account.map(TableAccount::letters).orElse(Map.of()).equals(now.endsOf(stream.deadLetterTopic()))
                || !at.isBefore(lastLook.plus(LOOK_AT_LEAST_EVERY));
    }

    private Optional<Table> load() {
        try {
            return Optional.of(catalog.loadTable(TableIdentifier.parse(stream.table())));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    private void look(Table table, Positions now, Instant at, Optional<DueOffsets> drawn, CommittedRecords records) {
        Optional<DueOffsets> line = drawn;
        String uuid = table.uuid().toString();
        TableAccount before = account.or(() -> accounts.load(catalogName, stream.table()))
                .orElseGet(() -> TableAccount.firstSight(catalogName, stream.table(), uuid));
        Round round = new Round(before, at);
        if (!before.tableUuid().equals(uuid)) {
            round.become(before.inAnotherTable(uuid, now));
            LOG.warn("Another table has the name {}: what it lacks of older records cannot be told", stream.table());
        }
        new Rollback(table, stream.topic(), config.trustStatistics()).undo(round);
        NewSnapshots snapshots = snapshots(table, round.account().position());
        if (!see(round, now, isWhole(before, snapshots))) {
            progress.forget();
            line = Optional.empty();
        }
        boolean isComplete = readSnapshots(round, table, snapshots, now);
        boolean hasLetters = readLetters(round, now, records, line);
        if (line.isPresent() && isComplete && hasLetters) {
            round.become(round.account().withPartitions(due(round.account(), line.get())));
        }
        new GapReader(records).read(round, now);
        store(round);
        if (isComplete && hasLetters) {
            line.ifPresent(progress::applied);
        }
        hasBacklog = !isComplete
                || round.account().partitions().values().stream()
                        .anyMatch(partition -> !partition.gaps().isEmpty());
    }

    private static NewSnapshots snapshots(Table table, Optional<SnapshotPosition> position) {
        return NewSnapshots.since(
                Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId),
                id -> Optional.ofNullable(table.snapshot(id)).map(SnapshotState::of),
                position);
    }

    /** Whether all that was ever committed to the table has been seen, if this is the first look at it. */
    private static boolean isWhole(TableAccount before, NewSnapshots snapshots) {
        return before.version() > 0
                || snapshots.snapshots().isEmpty()
                || snapshots.snapshots().get(0).parentId().isEmpty();
    }

    /** Begins an account for partitions that are new, and anew for those of another topic: false if it is another one. */
    private boolean see(Round round, Positions now, boolean wholeHistory) {
        String id = now.topicIds().getOrDefault(stream.topic(), "");
        boolean isFirstLook = round.before().version() == 0;
        Map<TopicPartition, Long> starts = Positions.ofTopic(now.starts(), stream.topic());
        Set<TopicPartition> partitions = new HashSet<>(starts.keySet());
        round.account().partitions().keySet().stream()
                .filter(partition -> partition.topic().equals(stream.topic()))
                .forEach(partitions::add);
        boolean isAnother = false;
        for (TopicPartition partition : partitions) {
            long start = Positions.at(starts, partition).orElse(0);
            long end = Math.max(start, Positions.at(now.ends(), partition).orElse(start));
            PartitionAccount known = round.account().partitions().get(partition);
            if (known == null) {
                long trusted = isFirstLook ? end : start;
                round.become(partition, PartitionAccount.firstSight(id, start, trusted, wholeHistory));
            } else if (known.topicId().isEmpty()) {
                round.become(partition, known.ofTopic(id));
            } else if (!known.topicId().equals(id) && !id.isEmpty()) {
                isAnother = true;
                round.become(partition, known.inAnotherTopic(id, start, end));
            }
        }
        if (isAnother) {
            LOG.warn("Another topic has the name {}: its offsets begin anew", stream.topic());
        }
        return !isAnother;
    }

    private boolean readSnapshots(Round round, Table table, NewSnapshots snapshots, Positions now) {
        if (snapshots.gap()) {
            LOG.warn(
                    "Snapshots of {} expired before they were looked at: what may be in them is called unknown",
                    stream.table());
            distrust(round, now);
        }
        long rows = 0;
        int read = 0;
        for (SnapshotState snapshot : snapshots.snapshots()) {
            if (read++ == MOST_SNAPSHOTS || rows > MOST_ROWS) {
                return false;
            }
            if (!snapshot.isReplace()) {
                SnapshotOffsets offsets = SnapshotOffsets.read(
                        table, table.snapshot(snapshot.id()), stream.topic(), config.trustStatistics());
                rows += offsets.rowsRead();
                land(round, snapshot, offsets);
                round.readSnapshot(snapshot.id());
            }
            round.become(round.account().withPosition(Optional.of(SnapshotPosition.of(snapshot))));
        }
        return true;
    }

    /** An overwrite by somebody else than the pipeline copies rows of the files that it replaces: no duplicates. */
    private static void land(Round round, SnapshotState snapshot, SnapshotOffsets offsets) {
        boolean isFresh =
                snapshot.operation().equals("append") || snapshot.checkpoint().isPresent();
        offsets.byPartition().forEach((partition, landed) -> {
            PartitionAccount known = round.account().partitions().get(partition);
            if (known == null) {
                // Kafka has not named this partition yet.
                long first = landed.offsets().ranges().get(0).from();
                known = PartitionAccount.firstSight("", first, first, true);
            }
            round.become(partition, known.land(landed.offsets(), landed.repeated(), isFresh));
        });
    }

    /** Whether all is read that a line asks for. */
    private boolean readLetters(Round round, Positions now, CommittedRecords records, Optional<DueOffsets> line) {
        Map<TopicPartition, Long> ends = now.endsOf(stream.deadLetterTopic());
        Map<TopicPartition, Long> positions = new HashMap<>(round.account().letters());
        positions.entrySet().removeIf(position -> {
            Long end = ends.get(position.getKey());
            return end != null && end < position.getValue(); // Another topic has the name.
        });
        boolean unread = ends.keySet().stream()
                .anyMatch(partition -> Positions.at(now.starts(), partition).orElse(0)
                        > Positions.at(positions, partition).orElse(0));
        if (unread || positions.size() < round.account().letters().size()) {
            distrust(round, now); // Dead letters went before they were read.
        }
        DeadLetters letters = DeadLetters.read(stream, positions, now.starts(), ends, records);
        letters.offsets().forEach((partition, offsets) -> {
            PartitionAccount known = round.account().partitions().get(partition);
            if (known != null) {
                round.become(partition, known.bury(offsets));
            }
        });
        round.readLetters(letters);
        return line.map(DueOffsets::letterEnds).orElse(Map.of()).entrySet().stream()
                .allMatch(end -> Positions.at(letters.positions(), end.getKey()).orElse(0) >= end.getValue());
    }

    private static void distrust(Round round, Positions now) {
        Map<TopicPartition, PartitionAccount> partitions =
                new HashMap<>(round.account().partitions());
        partitions.replaceAll((partition, known) ->
                known.distrust(Positions.at(now.ends(), partition).orElse(known.trusted())));
        round.become(round.account().withPartitions(partitions));
    }

    private static Map<TopicPartition, PartitionAccount> due(TableAccount account, DueOffsets line) {
        Map<TopicPartition, PartitionAccount> partitions = new HashMap<>(account.partitions());
        partitions.replaceAll((partition, known) ->
                known.dueUpTo(Positions.at(line.raw(), partition).orElse(0)));
        return partitions;
    }

    private void store(Round round) {
        Optional<LedgerEntry> entry = round.entry();
        if (!round.hasChanged() && entry.isEmpty()) {
            account = Optional.of(round.before());
            return;
        }
        List<MissingRecords> found = round.found();
        List<MissingRecords> arrived = new ArrayList<>();
        try {
            account = Optional.of(accounts.store(
                    round.before(), round.account(), entry, stream.topic(), round.reasons(), connection -> {
                        for (MissingRecords missing : found) {
                            Findings.add(connection, catalogName, missing);
                        }
                        return arrived.addAll(Findings.close(connection, round.account(), round.at()));
                    }));
        } catch (RuntimeException e) {
            account = Optional.empty(); // Whether it was stored is not known: it is read again.
            throw e;
        }
        found.forEach(missing -> LOG.error(
                "Records are missing in {}, and its snapshots are kept for {}: {}",
                stream.table(),
                config.freezeFor(),
                missing.words()));
        arrived.forEach(late -> LOG.warn("Missing no more in {}: {}", stream.table(), late.words()));
    }

    private static boolean isEmpty(CommittedRecords records, TopicPartition partition, long from, long to) {
        return to - from <= GapReader.MOST_RECORDS && records.read(partition, from, to, record -> false) >= to;
    }
}
