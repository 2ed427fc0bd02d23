package io.firn.quality.history;

import io.firn.lake.table.ColumnState;
import io.firn.quality.history.TableDiff.Bounds;
import io.firn.quality.history.TableDiff.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Compares columns, one by one, by field id. */
final class ColumnDiffs {
    private final ShownColumns shown;

    ColumnDiffs(ShownColumns shown) {
        this.shown = shown;
    }

    List<Column> of(List<ColumnState> from, List<ColumnState> to) {
        Map<Integer, ColumnState> before = byId(from);
        Map<Integer, ColumnState> after = byId(to);
        List<Column> columns = new ArrayList<>();
        for (ColumnState column : to) {
            columns.add(column(Optional.ofNullable(before.get(column.fieldId())), Optional.of(column), column));
        }
        for (ColumnState column : from) {
            if (!after.containsKey(column.fieldId())) {
                columns.add(column(Optional.of(column), Optional.empty(), column));
            }
        }
        return columns;
    }

    private Column column(Optional<ColumnState> from, Optional<ColumnState> to, ColumnState any) {
        return new Column(
                any.name(),
                any.type(),
                schema(from, to),
                from.flatMap(ColumnDiffs::nullRate),
                to.flatMap(ColumnDiffs::nullRate),
                bounds(from, to),
                from.flatMap(this::shownBounds),
                to.flatMap(this::shownBounds));
    }

    private static String schema(Optional<ColumnState> from, Optional<ColumnState> to) {
        if (from.isEmpty() || to.isEmpty()) {
            return from.isEmpty() ? "added" : "removed";
        }
        ColumnState before = from.get();
        ColumnState after = to.get();
        List<String> changes = new ArrayList<>();
        if (!before.name().equals(after.name())) {
            changes.add("renamed from " + before.name());
        }
        if (!before.type().equals(after.type())) {
            changes.add("type " + before.type() + " to " + after.type());
        }
        if (before.required() != after.required()) {
            changes.add(after.required() ? "now required" : "not required any more");
        }
        return changes.isEmpty() ? "same" : String.join("; ", changes);
    }

    private static String bounds(Optional<ColumnState> from, Optional<ColumnState> to) {
        Optional<List<Object>> before = from.flatMap(ColumnDiffs::bounds);
        Optional<List<Object>> after = to.flatMap(ColumnDiffs::bounds);
        if (before.isEmpty() || after.isEmpty()) {
            return "unknown";
        }
        return before.equals(after) ? "same" : "changed";
    }

    private static Optional<List<Object>> bounds(ColumnState column) {
        return column.lowerBound().flatMap(lower -> column.upperBound().map(upper -> List.of(lower, upper)));
    }

    private Optional<Bounds> shownBounds(ColumnState column) {
        Optional<Type> type = primitive(column.type());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> lower = column.lowerBound().flatMap(bound -> shown.text(column.name(), type.get(), bound));
        Optional<String> upper = column.upperBound().flatMap(bound -> shown.text(column.name(), type.get(), bound));
        return lower.flatMap(low -> upper.map(high -> new Bounds(low, high)));
    }

    /** Absent for nested types, which have no bounds. */
    private static Optional<Type> primitive(String type) {
        try {
            return Optional.of(Types.fromPrimitiveString(type));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> nullRate(ColumnState column) {
        return column.valueCount().filter(values -> values > 0).flatMap(values -> column.nullCount()
                .map(nulls -> (double) nulls / values));
    }

    private static Map<Integer, ColumnState> byId(List<ColumnState> columns) {
        return columns.stream()
                .collect(Collectors.toMap(
                        ColumnState::fieldId, Function.identity(), (first, second) -> first, LinkedHashMap::new));
    }
}
