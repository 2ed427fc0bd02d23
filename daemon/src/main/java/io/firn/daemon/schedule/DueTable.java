package io.firn.daemon.schedule;

import io.firn.maintenance.plan.Decision;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/** A table and what is chosen for it, in the order in which it is done. */
record DueTable(TableIdentifier table, List<Decision> chosen) {
    DueTable {
        chosen = List.copyOf(chosen);
    }

    /** Those that gain most for each byte first; those that gain alike stay in their order. */
    static List<DueTable> bestFirst(List<DueTable> due) {
        return due.stream()
                .sorted(Comparator.comparingDouble(DueTable::gainPerByte).reversed())
                .toList();
    }

    private double gainPerByte() {
        return chosen.stream().mapToDouble(Decision::gainPerByte).max().orElse(0);
    }
}
