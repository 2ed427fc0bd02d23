package io.firn.quality.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.firn.lake.table.SnapshotPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What every database must do with accounts, ledger and findings. */
interface AccountsContract {
    Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    TopicPartition RAW = new TopicPartition("raw", 0);

    DataSource source();

    @Test
    default void whatIsStoredIsReadBack() {
        Accounts accounts = new Accounts(source());
        new Ledger(source());
        new Findings(source());
        TableAccount first = TableAccount.firstSight(catalog(), "demo.events", "uuid-1");
        PartitionAccount partition = PartitionAccount.firstSight("topic-id", 5, 5, true)
                .land(OffsetSet.of(5, 9).plus(OffsetSet.of(12, 14)), 0, true)
                .bury(OffsetSet.of(15, 16))
                .dueUpTo(12)
                .probed(new OffsetRange(9, 12), OffsetSet.of(10, 11))
                .settle();
        TableAccount after = first.withPosition(Optional.of(new SnapshotPosition(7, 3, NOW)))
                .withPartitions(Map.of(RAW, partition))
                .withLetters(Map.of(new TopicPartition("raw.dead-letter", 0), 4L));
        TableAccount stored = store(accounts, first, after);
        assertThat(accounts.load(first.catalog(), "demo.events")).contains(stored);
        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.partitions().get(RAW)).isEqualTo(partition);

        TableAccount later = stored.withPartitions(
                Map.of(RAW, partition.land(OffsetSet.of(10, 11), 0, true).settle()));
        TableAccount newest = store(accounts, stored, later);
        assertThat(accounts.load(first.catalog(), "demo.events")).contains(newest);
        assertThat(newest.sequence()).isEqualTo(2);
        assertThat(accounts.load(first.catalog(), "demo.others")).isEmpty();
    }

    @Test
    default void aReplicaThatLostItsTurnCannotStoreOverAnother() {
        Accounts accounts = new Accounts(source());
        new Ledger(source());
        TableAccount first = TableAccount.firstSight(catalog(), "demo.events", "uuid-1");
        TableAccount changed = first.withLetters(Map.of(RAW, 1L));
        TableAccount stored = store(accounts, first, changed);
        store(accounts, stored, stored.withLetters(Map.of(RAW, 2L)));
        assertThatThrownBy(() -> store(accounts, stored, stored.withLetters(Map.of(RAW, 3L))))
                .isInstanceOf(ReconciliationException.class)
                .hasMessage("Cannot store the account of demo.events: another replica has stored a newer one");
        assertThatThrownBy(() -> store(accounts, first, changed)).isInstanceOf(ReconciliationException.class);
        assertThat(accounts.load(first.catalog(), "demo.events").orElseThrow().letters())
                .containsEntry(RAW, 2L);
    }

    @Test
    default void oneReplicaHasTheTurnUntilItEndsOrExpires() {
        Accounts accounts = new Accounts(source());
        String catalog = catalog();
        Duration minute = Duration.ofMinutes(1);
        assertThat(accounts.takeTurn(catalog, "a", NOW, minute)).isTrue();
        assertThat(accounts.takeTurn(catalog, "b", NOW.plusSeconds(59), minute)).isFalse();
        assertThat(accounts.takeTurn(catalog, "a", NOW.plusSeconds(59), minute)).isTrue();
        assertThat(accounts.takeTurn(catalog, "b", NOW.plusSeconds(61), minute)).isFalse();
        assertThat(accounts.takeTurn(catalog, "b", NOW.plusSeconds(120), minute))
                .isTrue();
        accounts.endTurn(catalog, "b");
        assertThat(accounts.takeTurn(catalog, "a", NOW.plusSeconds(121), minute))
                .isTrue();
    }

    @Test
    default void reasonsAddUp() {
        Accounts accounts = new Accounts(source());
        new Ledger(source());
        TableAccount first = TableAccount.firstSight(catalog(), "demo.events", "uuid-1");
        TableAccount second =
                accounts.store(first, first, Optional.empty(), "raw", Map.of("TOO_DEEP", 2L), connection -> 0);
        accounts.store(second, second, Optional.empty(), "raw", Map.of("TOO_DEEP", 3L, "OTHER", 1L), connection -> 0);
        assertThat(accounts.reasons(first.catalog())).isEqualTo(Map.of("raw", Map.of("TOO_DEEP", 5L, "OTHER", 1L)));
    }

    @Test
    default void aFindingGrowsWhileMoreIsMissingAndEndsWhenAllHasArrived() {
        Accounts accounts = new Accounts(source());
        new Ledger(source());
        Findings findings = new Findings(source());
        TableAccount first = TableAccount.firstSight(catalog(), "demo.events", "uuid-1");
        PartitionAccount partition = PartitionAccount.firstSight("id", 0, 0, true)
                .dueUpTo(6)
                .probed(new OffsetRange(0, 6), OffsetSet.of(0, 6))
                .settle();
        TableAccount losing = accounts.store(
                first, first.withPartitions(Map.of(RAW, partition)), Optional.empty(), "raw", Map.of(), connection -> {
                    Findings.add(connection, first.catalog(), missing(0, 3, NOW));
                    Findings.add(connection, first.catalog(), missing(3, 6, NOW.plusSeconds(10)));
                    return 0;
                });
        List<MissingRecords> open = findings.open(first.catalog());
        assertThat(open).hasSize(1);
        assertThat(open.get(0).range()).isEqualTo(new OffsetRange(0, 6));
        assertThat(open.get(0).records()).isEqualTo(6);
        assertThat(open.get(0).found()).isEqualTo(NOW);
        assertThat(open.get(0).words())
                .isEqualTo("6 records of topic raw, partition 0, offsets 0 to 5, of 2026-01-02T03:04:05.678Z to"
                        + " 2026-01-02T03:04:15.678Z");

        Duration week = Duration.ofDays(7);
        assertThat(findings.letGo(first.catalog(), NOW.plus(week).minusMillis(1), week))
                .isEmpty();
        assertThat(findings.letGo(first.catalog(), NOW.plus(week), week)).hasSize(1);
        assertThat(findings.letGo(first.catalog(), NOW.plus(week), week)).isEmpty();

        TableAccount found = losing.withPartitions(Map.of(RAW, partition.land(OffsetSet.of(0, 6), 0, true)));
        accounts.store(losing, found, Optional.empty(), "raw", Map.of(), connection -> {
            assertThat(Findings.close(connection, found, NOW.plusSeconds(60))).hasSize(1);
            return 0;
        });
        assertThat(findings.open(first.catalog())).isEmpty();
        assertThat(findings.of(first.catalog(), "demo.events", 10).get(0).arrived())
                .contains(NOW.plusSeconds(60));
    }

    @Test
    default void aLossBehindOneThatHoldsNothingAnyMoreIsAFindingOfItsOwn() {
        Accounts accounts = new Accounts(source());
        new Ledger(source());
        Findings findings = new Findings(source());
        TableAccount account = TableAccount.firstSight(catalog(), "demo.events", "uuid-1");
        Duration week = Duration.ofDays(7);
        TableAccount losing = accounts.store(account, account, Optional.empty(), "raw", Map.of(), connection -> {
            Findings.add(connection, account.catalog(), missing(0, 3, NOW));
            return 0;
        });
        assertThat(findings.letGo(account.catalog(), NOW.plus(week), week)).hasSize(1);

        Instant later = NOW.plus(week).plusSeconds(1);
        accounts.store(losing, losing, Optional.empty(), "raw", Map.of(), connection -> {
            Findings.add(connection, account.catalog(), missing(3, 6, later));
            return 0;
        });

        assertThat(findings.open(account.catalog()))
                .extracting(MissingRecords::range, MissingRecords::found)
                .containsExactly(tuple(new OffsetRange(0, 3), NOW), tuple(new OffsetRange(3, 6), later));
    }

    @Test
    default void theLedgerIsAChainThatShowsAnyChange() throws Exception {
        Accounts accounts = new Accounts(source());
        Ledger ledger = new Ledger(source());
        TableAccount account = TableAccount.firstSight(catalog(), "demo.events", "uuid-1");
        for (int i = 0; i < 4; i++) {
            account = store(accounts, account, account.withLetters(Map.of(RAW, (long) i)));
        }
        List<Ledger.Stored> entries = ledger.entries(account.catalog(), "demo.events", NOW, NOW.plusSeconds(9), 100);
        assertThat(entries).hasSize(4);
        assertThat(entries.get(3).hash()).isEqualTo(account.head());
        assertThat(CompletenessProof.flaw(links(entries))).isEmpty();
        assertThat(ledger.totals(account.catalog(), "demo.events", NOW.plusSeconds(2), NOW.plusSeconds(9)))
                .singleElement()
                .satisfies(total -> assertThat(total.tally().expected()).isEqualTo(2 + 3 + 4));
        assertThat(ledger.removeBefore(account.catalog(), NOW.plusSeconds(2))).isEqualTo(1);
        List<Ledger.Stored> left = ledger.entries(account.catalog(), "demo.events", NOW, NOW.plusSeconds(9), 100);
        assertThat(left).hasSize(3);
        assertThat(CompletenessProof.flaw(links(left))).isEmpty();

        try (var connection = source().getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE reconciliation_line SET landed = landed + 1, missing = missing - 1"
                                + " WHERE catalog_name = ? AND sequence = 3")) {
            statement.setString(1, account.catalog());
            assertThat(statement.executeUpdate()).isEqualTo(1);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
        assertThat(CompletenessProof.flaw(
                        links(ledger.entries(account.catalog(), "demo.events", NOW, NOW.plusSeconds(9), 100))))
                .contains("entry 3 does not fit its hash");
    }

    private static List<CompletenessProof.Link> links(List<Ledger.Stored> entries) {
        return entries.stream().map(CompletenessProof.Link::of).toList();
    }

    private static MissingRecords missing(long from, long to, Instant at) {
        return new MissingRecords(
                "demo.events",
                "raw",
                0,
                new OffsetRange(from, to),
                to - from,
                Optional.of(at),
                Optional.of(at),
                at,
                Optional.empty());
    }

    private static TableAccount store(Accounts accounts, TableAccount before, TableAccount after) {
        long sequence = before.sequence() + 1;
        LedgerEntry entry = new LedgerEntry(
                after.catalog(),
                after.table(),
                after.tableUuid(),
                sequence,
                NOW.plusSeconds(sequence),
                List.of(sequence * 11, sequence * 12),
                List.of(new LedgerLine(
                        "raw",
                        0,
                        sequence,
                        2 * sequence,
                        new Tally(sequence, sequence - 1, 0, 1, 0, 0, 1, 0),
                        OffsetSet.of(sequence, sequence + 1),
                        OffsetSet.EMPTY)),
                before.head());
        return accounts.store(before, after, Optional.of(entry), "raw", Map.of(), connection -> 0);
    }

    private static String catalog() {
        return UUID.randomUUID().toString();
    }
}
