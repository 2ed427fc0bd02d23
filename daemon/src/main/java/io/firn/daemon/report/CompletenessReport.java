package io.firn.daemon.report;

import io.firn.daemon.view.CompletenessView;
import io.firn.daemon.view.Health;
import io.firn.daemon.view.LedgerView;
import io.firn.quality.reconciliation.CompletenessProof;
import io.firn.quality.reconciliation.LedgerLine;
import io.firn.quality.reconciliation.MissingRecords;
import io.firn.quality.reconciliation.Reconciliation;
import io.firn.quality.reconciliation.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What reconciliation knows, as views. */
public final class CompletenessReport {
    private final Reconciliation reconciliation;

    public CompletenessReport(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** What was accounted for in a period; empty for a table that was never looked at. */
    public Optional<LedgerView> ledger(String table, Instant from, Instant to, int entries) {
        return reconciliation.proof(table, from, to, entries).map(CompletenessReport::view);
    }

    /** Every stream, as of the newest round; none while another replica reconciles. */
    List<CompletenessView> streams() {
        return reconciliation.tables().stream()
                .map(table -> {
                    Tally tally = table.tally();
                    return new CompletenessView(
                            table.table(),
                            table.topic(),
                            tally.expected(),
                            tally.landed(),
                            tally.deadLetters(),
                            tally.duplicates(),
                            tally.noRecord(),
                            tally.unknown(),
                            table.missing());
                })
                .toList();
    }

    /** What is missing now, oldest finding first. */
    List<MissingRecords> missing() {
        return reconciliation.missing();
    }

    /** A table's health with what it misses, which comes first. */
    static Health judge(String table, List<MissingRecords> missing, Health health) {
        return Health.attention(Stream.concat(
                        missing.stream()
                                .filter(lost -> lost.table().equals(table))
                                .map(lost -> "misses " + lost.words()),
                        health.reasons().stream())
                .toList());
    }

    private static LedgerView view(CompletenessProof proof) {
        return new LedgerView(
                proof.catalog(),
                proof.table(),
                proof.from(),
                proof.to(),
                proof.totals().stream().map(CompletenessReport::view).toList(),
                proof.missing().stream().map(CompletenessReport::view).toList(),
                proof.head(),
                proof.flaw().isEmpty(),
                proof.flaw(),
                proof.entries().stream()
                        .map(link ->
                                new LedgerView.EntryView(link.sequence(), link.previous(), link.hash(), link.content()))
                        .toList());
    }

    private static LedgerView.PartitionView view(LedgerLine line) {
        Tally tally = line.tally();
        return new LedgerView.PartitionView(
                line.topic(),
                line.partition(),
                line.from(),
                line.to(),
                tally.expected(),
                tally.landed(),
                tally.deadLetters(),
                tally.duplicates(),
                tally.noRecord(),
                tally.unknown(),
                tally.missing());
    }

    static LedgerView.MissingView view(MissingRecords missing) {
        return new LedgerView.MissingView(
                missing.table(),
                missing.topic(),
                missing.partition(),
                missing.range().from(),
                missing.range().last(),
                missing.records(),
                missing.firstRecord(),
                missing.lastRecord(),
                missing.found(),
                missing.arrived());
    }
}
