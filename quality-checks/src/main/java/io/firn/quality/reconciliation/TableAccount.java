package io.firn.quality.reconciliation;

import io.firn.lake.table.SnapshotPosition;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * All that is remembered of one table.
 *
 * @param version counts what was stored, so that a replica that has lost its turn cannot store over another's
 * @param position the newest snapshot that was looked at
 * @param sequence of the newest ledger entry, 0 before the first
 * @param head its hash
 * @param partitions by partition of the raw topic
 * @param letters up to where each partition of the dead-letter topic was read
 */
record TableAccount(
        String catalog,
        String table,
        String tableUuid,
        long version,
        Optional<SnapshotPosition> position,
        long sequence,
        String head,
        Map<TopicPartition, PartitionAccount> partitions,
        Map<TopicPartition, Long> letters) {
    TableAccount {
        partitions = Map.copyOf(partitions);
        letters = Map.copyOf(letters);
    }

    static TableAccount firstSight(String catalog, String table, String tableUuid) {
        return new TableAccount(
                catalog, table, tableUuid, 0, Optional.empty(), 0, LedgerEntry.NOTHING_BEFORE, Map.of(), Map.of());
    }

    TableAccount withPosition(Optional<SnapshotPosition> newer) {
        return new TableAccount(catalog, table, tableUuid, version, newer, sequence, head, partitions, letters);
    }

    TableAccount withPartitions(Map<TopicPartition, PartitionAccount> changed) {
        return new TableAccount(catalog, table, tableUuid, version, position, sequence, head, changed, letters);
    }

    TableAccount withLetters(Map<TopicPartition, Long> read) {
        return new TableAccount(catalog, table, tableUuid, version, position, sequence, head, partitions, read);
    }

    TableAccount map(UnaryOperator<PartitionAccount> change) {
        return withPartitions(partitions.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> change.apply(entry.getValue()))));
    }

    /** The same name, another table. */
    TableAccount inAnotherTable(String uuid, Positions now) {
        Map<TopicPartition, PartitionAccount> changed = partitions.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                        .inAnotherTable(Positions.at(now.ends(), entry.getKey())
                                .orElse(entry.getValue().trusted()))));
        return new TableAccount(catalog, table, uuid, version, Optional.empty(), sequence, head, changed, letters);
    }

    TableAccount stored(long newSequence, String newHead) {
        return new TableAccount(
                catalog, table, tableUuid, version + 1, position, newSequence, newHead, partitions, letters);
    }
}
