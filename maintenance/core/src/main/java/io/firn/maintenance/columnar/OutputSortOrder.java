package io.firn.maintenance.columnar;

import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;

/** The sort order that an output keeps: rows of one file stay in its order; those of several are put one after the other. */
public final class OutputSortOrder {
    private OutputSortOrder() {}

    public static SortOrder of(Table table, List<FileScanTask> inputs) {
        Integer id = inputs.size() == 1 ? inputs.get(0).file().sortOrderId() : null;
        return id == null ? SortOrder.unsorted() : table.sortOrders().getOrDefault(id, SortOrder.unsorted());
    }
}
