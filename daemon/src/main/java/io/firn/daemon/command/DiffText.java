package io.firn.daemon.command;

import io.firn.daemon.view.Wording;
import io.firn.quality.history.TableDiff;
import io.firn.quality.history.TableDiff.Bounds;
import io.firn.quality.history.TableDiff.Column;
import io.firn.quality.history.TableDiff.PartitionChange;
import io.firn.quality.history.TableDiff.Side;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** The difference between two snapshots of a table, for people: of columns only those that differ. */
final class DiffText {
    private DiffText() {}

    static void print(TableDiff diff, PrintStream out) {
        Side from = diff.from();
        Side to = diff.to();
        TextTable facts = new TextTable(diff.table(), ">FROM", ">TO", ">CHANGE")
                .row("snapshot", String.valueOf(from.snapshotId()), String.valueOf(to.snapshotId()), "")
                .row(
                        "committed",
                        from.committedAt().toString(),
                        to.committedAt().toString(),
                        "")
                .row("operation", from.operation(), to.operation(), "")
                .row("schema", String.valueOf(from.schemaId()), String.valueOf(to.schemaId()), "");
        if (from.rows().isPresent() && to.rows().isPresent()) {
            count(facts, "rows", from.rows().get(), to.rows().get());
        } else {
            count(facts, "rows before deletes", from.rowsBeforeDeletes(), to.rowsBeforeDeletes());
        }
        count(facts, "deletes by key", from.deletedByKey(), to.deletedByKey());
        count(facts, "deletes by position", from.deletedByPosition(), to.deletedByPosition());
        count(facts, "rows deleted by vectors", from.deletedByVector(), to.deletedByVector());
        count(facts, "data files", from.dataFiles(), to.dataFiles());
        facts.row("data bytes", Wording.bytes(from.dataBytes()), Wording.bytes(to.dataBytes()), "");
        count(facts, "partitions", diff.partitions().from(), diff.partitions().to());
        facts.print(out);
        out.println(Wording.count(diff.partitions().added()) + " partitions added, "
                + Wording.count(diff.partitions().removed()) + " removed, "
                + Wording.count(diff.partitions().changed()) + " with other files");
        partitions(diff, out);
        columns(diff, out);
        diff.notes().forEach(out::println);
    }

    private static void count(TextTable facts, String name, long from, long to) {
        if (from != 0 || to != 0 || name.startsWith("rows")) {
            facts.row(name, Wording.count(from), Wording.count(to), signed(to - from));
        }
    }

    private static void partitions(TableDiff diff, PrintStream out) {
        if (!diff.partitions().largest().isEmpty()) {
            out.println();
            TextTable text = new TextTable("PARTITION", ">ROWS FROM", ">ROWS TO", ">CHANGE");
            for (PartitionChange change : diff.partitions().largest()) {
                text.row(
                        change.partition(),
                        Wording.count(change.rowsFrom()),
                        Wording.count(change.rowsTo()),
                        signed(change.rowsTo() - change.rowsFrom()));
            }
            text.print(out);
        }
    }

    private static void columns(TableDiff diff, PrintStream out) {
        TextTable text = new TextTable("COLUMN", "TYPE", "SCHEMA", ">NULLS FROM", ">NULLS TO", "BOUNDS");
        long same = 0;
        for (Column column : diff.columns()) {
            boolean differs = !column.schema().equals("same")
                    || !column.nullRateFrom().equals(column.nullRateTo())
                    || column.bounds().equals("changed");
            if (differs) {
                text.row(
                        column.name(),
                        column.type(),
                        column.schema(),
                        percent(column.nullRateFrom()),
                        percent(column.nullRateTo()),
                        bounds(column));
            } else {
                same++;
            }
        }
        out.println();
        if (same < diff.columns().size()) {
            text.print(out);
        }
        out.println(Wording.count(same) + " columns without a difference that metadata shows");
    }

    private static String bounds(Column column) {
        if (column.from().isEmpty() && column.to().isEmpty()) {
            return column.bounds();
        }
        return words(column.from()) + " -> " + words(column.to());
    }

    private static String words(Optional<Bounds> bounds) {
        return bounds.map(each -> each.lower() + " .. " + each.upper()).orElse("unknown");
    }

    private static String percent(Optional<Double> rate) {
        return rate.map(share -> String.format(Locale.ROOT, "%.2f %%", 100 * share))
                .orElse("");
    }

    private static String signed(long change) {
        return change == 0 ? "" : (change > 0 ? "+" : "-") + Wording.count(Math.abs(change));
    }
}
