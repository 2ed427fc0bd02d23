package io.firn.benchmarks.compaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** What a candidate makes of one group. */
    interface Work<T> {
        T of(RewriteFileGroup group) throws IOException;
    }

    /** Works on all groups by two threads; the results are in the order of the groups. */
    static <T> List<T> each(Table table, Work<T> work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (RewriteFileGroup group : of(table)) {
                running.add(threads.submit(() -> work.of(group)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
