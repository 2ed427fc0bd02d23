package io.firn.daemon.command;

import io.firn.daemon.view.LedgerView;
import io.firn.daemon.view.Wording;
import java.io.PrintStream;
import java.time.Instant;

/** A proof of completeness for people. */
final class LedgerText {
    private LedgerText() {}

    static void print(LedgerView ledger, PrintStream out) {
        String from = ledger.from().equals(Instant.EPOCH)
                ? "the beginning"
                : ledger.from().toString();
        out.println(ledger.table() + ", accounted for from " + from + " to " + ledger.to());
        if (ledger.partitions().isEmpty()) {
            out.println("Nothing was.");
        } else {
            partitions(ledger, out);
        }
        for (LedgerView.MissingView missing : ledger.missing()) {
            out.println((missing.arrived().isPresent() ? "arrived: " : "MISSING: ") + words(missing));
        }
        out.println("chain: " + ledger.entries().size() + " entries, "
                + ledger.flaw().map(flaw -> "NOT INTACT: " + flaw).orElse("intact") + ", head " + ledger.head());
    }

    private static void partitions(LedgerView ledger, PrintStream out) {
        TextTable text = new TextTable(
                "TOPIC",
                ">PARTITION",
                ">FROM",
                ">TO",
                ">EXPECTED",
                ">LANDED",
                ">DEAD LETTERS",
                ">NO RECORD",
                ">UNKNOWN",
                ">MISSING",
                ">DUPLICATES");
        for (LedgerView.PartitionView partition : ledger.partitions()) {
            text.row(
                    partition.topic(),
                    String.valueOf(partition.partition()),
                    String.valueOf(partition.from()),
                    String.valueOf(partition.to()),
                    Wording.count(partition.expected()),
                    Wording.count(partition.landed()),
                    Wording.count(partition.deadLetters()),
                    Wording.count(partition.noRecord()),
                    Wording.count(partition.unknown()),
                    Wording.count(partition.missing()),
                    Wording.count(partition.duplicates()));
        }
        text.print(out);
    }

    private static String words(LedgerView.MissingView missing) {
        String times = missing.firstRecord()
                .map(first -> ", of " + first
                        + missing.lastRecord()
                                .filter(last -> !last.equals(first))
                                .map(last -> " to " + last)
                                .orElse(""))
                .orElse("");
        return missing.records() + " of topic " + missing.topic() + ", partition " + missing.partition() + ", offsets "
                + missing.firstOffset() + " to " + missing.lastOffset() + times + ", found " + missing.found()
                + missing.arrived().map(arrived -> ", arrived " + arrived).orElse("");
    }
}
