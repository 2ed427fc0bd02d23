package io.firn.quality.check;

import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.quality.commit.ColumnFacts;
import io.firn.quality.commit.CommitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows that have no value, or none that is a number. */
final class Nulls {
    private Nulls() {}

    static Judgement missing(CheckKind.Missing check, Threshold threshold, CommitFacts commit) {
        Optional<ColumnFacts> column = commit.column(check.column());
        return share(check.column(), check.unit(), threshold, "null", column, column.flatMap(ColumnFacts::nulls));
    }

    static Judgement nan(CheckKind.Nan check, Threshold threshold, CommitFacts commit) {
        Optional<ColumnFacts> column = commit.column(check.column());
        return share(check.column(), check.unit(), threshold, "NaN", column, column.flatMap(ColumnFacts::nans));
    }

    private static Judgement share(
            String name,
            Unit unit,
            Threshold threshold,
            String what,
            Optional<ColumnFacts> column,
            Optional<Long> found) {
        if (column.isEmpty()) {
            return noColumn(name);
        }
        Optional<Long> values = column.get().values();
        if (values.isEmpty() || found.isEmpty()) {
            return noStatistics(name);
        }
        if (unit == Unit.COUNT) {
            return Judgement.of(threshold, found.get(), found.get() + " added values of " + name + " are " + what);
        }
        double percent = values.get() == 0 ? 0 : 100.0 * found.get() / values.get();
        return Judgement.of(
                threshold, percent, Threshold.number(percent) + " % of the added values of " + name + " are " + what);
    }

    /** @param columns those that the schema requires where there are none */
    static Judgement required(List<String> columns, CommitFacts commit) {
        List<ColumnFacts> judged = columns.isEmpty()
                ? commit.columns().values().stream()
                        .filter(column -> column.required() && column.type().isPrimitiveType())
                        .toList()
                : commit.columns().values().stream()
                        .filter(column -> columns.contains(column.name()))
                        .toList();
        for (String name : columns) {
            if (commit.column(name).isEmpty()) {
                return noColumn(name);
            }
        }
        List<String> broken = new ArrayList<>();
        long nulls = 0;
        for (ColumnFacts column : judged) {
            if (column.nulls().isEmpty()) {
                if (columns.isEmpty()) {
                    continue; // Nobody asked for it, and the writer itself refuses nulls there.
                }
                return noStatistics(column.name());
            }
            if (column.nulls().get() > 0) {
                broken.add(column.name());
                nulls += column.nulls().get();
            }
        }
        return broken.isEmpty()
                ? Judgement.pass("no required column got a null").withValue(0)
                : Judgement.fail("the commit added nulls to " + String.join(", ", sorted(broken)))
                        .withValue((double) nulls);
    }

    static Judgement allNull(List<String> columns, CommitFacts commit) {
        List<String> empty = new ArrayList<>();
        for (String name : columns) {
            Optional<ColumnFacts> column = commit.column(name);
            if (column.isEmpty()) {
                return noColumn(name);
            }
            Optional<Boolean> allNull = column.get().allNull();
            if (allNull.isEmpty()) {
                return noStatistics(name);
            }
            if (allNull.get()) {
                empty.add(name);
            }
        }
        return empty.isEmpty()
                ? Judgement.pass("each of the columns got a value").withValue(0)
                : Judgement.fail("the commit added nothing but nulls to " + String.join(", ", sorted(empty)))
                        .withValue(empty.size());
    }

    static Judgement noColumn(String name) {
        return Judgement.unknown("the table has no column " + name);
    }

    static Judgement noStatistics(String name) {
        return Judgement.unknown("the files have no such statistics of column " + name);
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
