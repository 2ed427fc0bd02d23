package io.firn.quality.reconciliation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What one round finds out about one table, on its way from the account before to the one after. */
final class Round {
    private final TableAccount before;
    private final Instant at;
    private final List<Long> snapshots = new ArrayList<>();
    private final List<MissingRecords> found = new ArrayList<>();
    private TableAccount account;
    private Map<String, Long> reasons = Map.of();

    Round(TableAccount before, Instant at) {
        this.before = before;
        this.account = before;
        this.at = Instant.ofEpochMilli(at.toEpochMilli());
    }

    TableAccount before() {
        return before;
    }

    TableAccount account() {
        return account;
    }

    void become(TableAccount next) {
        account = next;
    }

    void become(TopicPartition partition, PartitionAccount next) {
        Map<TopicPartition, PartitionAccount> partitions = new HashMap<>(account.partitions());
        partitions.put(partition, next);
        account = account.withPartitions(partitions);
    }

    void readSnapshot(long id) {
        snapshots.add(id);
    }

    void readLetters(DeadLetters letters) {
        reasons = letters.reasons();
        account = account.withLetters(letters.positions());
    }

    /**
     * Notes what is missing in a gap that was read.
     *
     * @param times record times of what is there, by offset
     */
    void missing(TopicPartition partition, OffsetSet missing, Map<Long, Instant> times) {
        List<OffsetRange> ranges = missing.ranges();
        OffsetRange range = new OffsetRange(
                ranges.get(0).from(), ranges.get(ranges.size() - 1).to());
        found.add(new MissingRecords(
                account.table(),
                partition.topic(),
                partition.partition(),
                range,
                missing.size(),
                Optional.ofNullable(times.get(range.from())),
                Optional.ofNullable(times.get(range.last())),
                at,
                Optional.empty()));
    }

    List<MissingRecords> found() {
        return List.copyOf(found);
    }

    Map<String, Long> reasons() {
        return reasons;
    }

    Instant at() {
        return at;
    }

    boolean hasChanged() {
        return !account.equals(before) || !reasons.isEmpty();
    }

    /** What goes into the ledger, if anything was accounted for. */
    Optional<LedgerEntry> entry() {
        List<LedgerLine> lines = new ArrayList<>();
        Map<String, TopicPartition> sorted = new TreeMap<>();
        account.partitions()
                .keySet()
                .forEach(key -> sorted.put(key.topic() + String.format("/%010d", key.partition()), key));
        for (TopicPartition key : sorted.values()) {
            PartitionAccount now = account.partitions().get(key);
            if (now != null) {
                line(key, Optional.ofNullable(before.partitions().get(key)), now)
                        .ifPresent(lines::add);
            }
        }
        if (lines.isEmpty() && snapshots.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LedgerEntry(
                account.catalog(),
                account.table(),
                account.tableUuid(),
                before.sequence() + 1,
                at,
                snapshots,
                lines,
                before.head()));
    }

    private static Optional<LedgerLine> line(
            TopicPartition key, Optional<PartitionAccount> before, PartitionAccount now) {
        Tally old = before.map(PartitionAccount::tally).orElse(Tally.NONE);
        OffsetSet oldMissing = before.map(PartitionAccount::missing).orElse(OffsetSet.EMPTY);
        if (now.tally().equals(old) && now.missing().equals(oldMissing)) {
            return Optional.empty();
        }
        long from = before.filter(account -> account.topicId().equals(now.topicId()))
                .map(PartitionAccount::settled)
                .orElse(now.start());
        return Optional.of(new LedgerLine(
                key.topic(),
                key.partition(),
                from,
                now.settled(),
                now.tally().minus(old),
                now.missing().minus(oldMissing),
                oldMissing.minus(now.missing())));
    }
}
