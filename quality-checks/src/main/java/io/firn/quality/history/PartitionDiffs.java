package io.firn.quality.history;

import io.firn.lake.table.FileTotals;
import io.firn.lake.table.PartitionFiles;
import io.firn.quality.history.TableDiff.PartitionChange;
import io.firn.quality.history.TableDiff.Partitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;

/** Compares partitions. A partition's name is made of values, so only those of shown columns are named. */
final class PartitionDiffs {
    private static final int SHOWN = 20;

    private final Table table;
    private final ShownColumns shown;

    private record Key(int specId, String path) {}

    PartitionDiffs(Table table, ShownColumns shown) {
        this.table = table;
        this.shown = shown;
    }

    Partitions of(List<PartitionFiles> from, List<PartitionFiles> to) {
        Map<Key, PartitionFiles> before = withData(from);
        Map<Key, PartitionFiles> after = withData(to);
        long added =
                after.keySet().stream().filter(key -> !before.containsKey(key)).count();
        long removed =
                before.keySet().stream().filter(key -> !after.containsKey(key)).count();
        long changed = after.entrySet().stream()
                .filter(entry -> before.containsKey(entry.getKey()))
                .filter(entry -> !files(before, entry.getKey()).equals(files(after, entry.getKey())))
                .count();
        return new Partitions(before.size(), after.size(), added, removed, changed, largest(before, after));
    }

    private List<PartitionChange> largest(Map<Key, PartitionFiles> before, Map<Key, PartitionFiles> after) {
        Set<Key> all = new HashSet<>(before.keySet());
        all.addAll(after.keySet());
        List<PartitionChange> changes = new ArrayList<>();
        for (Key key : all) {
            long rowsFrom = files(before, key).records();
            long rowsTo = files(after, key).records();
            if (rowsFrom != rowsTo && mayBeNamed(key.specId())) {
                changes.add(new PartitionChange(key.path(), rowsFrom, rowsTo));
            }
        }
        changes.sort(Comparator.comparingLong((PartitionChange change) -> Math.abs(change.rowsTo() - change.rowsFrom()))
                .reversed()
                .thenComparing(PartitionChange::partition));
        return changes.stream().limit(SHOWN).toList();
    }

    private boolean mayBeNamed(int specId) {
        PartitionSpec spec = table.specs().get(specId);
        if (spec == null || spec.isUnpartitioned()) {
            return false;
        }
        return spec.fields().stream().allMatch(field -> {
            NestedField source = table.schema().findField(field.sourceId());
            return source != null && shown.shows(table.schema().findColumnName(field.sourceId()), source.type());
        });
    }

    private static FileTotals files(Map<Key, PartitionFiles> partitions, Key key) {
        return Optional.ofNullable(partitions.get(key))
                .map(PartitionFiles::dataFiles)
                .orElse(FileTotals.NONE);
    }

    private static Map<Key, PartitionFiles> withData(List<PartitionFiles> partitions) {
        Map<Key, PartitionFiles> found = new HashMap<>();
        for (PartitionFiles partition : partitions) {
            if (partition.dataFiles().files() > 0) {
                found.put(new Key(partition.specId(), partition.partition()), partition);
            }
        }
        return found;
    }
}
