package io.firn.daemon.command;

import io.firn.daemon.view.Json;
import io.firn.daemon.view.LedgerView;
import io.firn.daemon.view.LedgerView.PartitionView;
import io.firn.quality.reconciliation.CompletenessProof;
import io.firn.quality.reconciliation.CompletenessProof.Link;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Checks an exported proof of completeness by itself: hashes, order, and that the entries add up to its totals. */
final class LedgerCheck {
    private LedgerCheck() {}

    /** What is read of an entry's content. */
    record Content(String table, long sequence, List<PartitionView> partitions) {
        Content {
            partitions = List.copyOf(partitions);
        }
    }

    /** The first thing that is wrong; empty where nothing is. */
    static Optional<String> flaw(LedgerView ledger) {
        List<Link> links = ledger.entries().stream()
                .map(entry -> new Link(entry.sequence(), entry.previous(), entry.hash(), entry.content()))
                .toList();
        Optional<String> flaw = CompletenessProof.flaw(links);
        if (flaw.isPresent()) {
            return flaw;
        }
        TreeMap<String, PartitionView> sums = new TreeMap<>();
        for (Link link : links) {
            Content content;
            try {
                content = Json.read(link.content(), Content.class);
            } catch (IllegalArgumentException e) {
                return Optional.of("entry " + link.sequence() + " fits its hash and cannot be read");
            }
            if (content.sequence() != link.sequence() || !ledger.table().equals(content.table())) {
                return Optional.of("entry " + link.sequence() + " is not what its content says");
            }
            content.partitions().forEach(line -> sums.merge(key(line), line, LedgerCheck::plus));
        }
        for (PartitionView total : ledger.partitions()) {
            if (!total.equals(sums.remove(key(total)))) {
                return Optional.of("the entries of " + total.topic() + ", partition " + total.partition()
                        + " do not add up to its totals");
            }
        }
        return sums.isEmpty() ? Optional.empty() : Optional.of("no total for " + sums.firstKey());
    }

    private static String key(PartitionView line) {
        return line.topic() + ", partition " + line.partition();
    }

    private static PartitionView plus(PartitionView a, PartitionView b) {
        return new PartitionView(
                a.topic(),
                a.partition(),
                Math.min(a.from(), b.from()),
                Math.max(a.to(), b.to()),
                a.expected() + b.expected(),
                a.landed() + b.landed(),
                a.deadLetters() + b.deadLetters(),
                a.duplicates() + b.duplicates(),
                a.noRecord() + b.noRecord(),
                a.unknown() + b.unknown(),
                a.missing() + b.missing());
    }
}
