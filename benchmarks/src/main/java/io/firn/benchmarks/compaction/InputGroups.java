package io.firn.benchmarks.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;

/** What the candidates without a planner of their own merge: Iceberg's bin packing, one output for each group. */
final class InputGroups {
    static final int TARGET_MEGABYTES = 128;

    private InputGroups() {}

    static List<RewriteFileGroup> of(Table table) {
        String target = Long.toString((long) TARGET_MEGABYTES << 20);
        BinPackRewriteFilePlanner planner = new BinPackRewriteFilePlanner(table);
        planner.init(Map.of(
                BinPackRewriteFilePlanner.REWRITE_ALL,
                "true",
                BinPackRewriteFilePlanner.TARGET_FILE_SIZE_BYTES,
                target,
                BinPackRewriteFilePlanner.MAX_FILE_GROUP_SIZE_BYTES,
                target));
        List<RewriteFileGroup> groups = new ArrayList<>();
        planner.plan().groups().forEach(groups::add);
        return groups;
    }
}
