package io.firn.benchmarks;

import io.firn.lake.catalog.Catalogs;
import io.firn.maintenance.orphans.OrphanScan;
import io.firn.maintenance.reachability.ReachableFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/** Finds the orphans of a table as the daemon does, moves none, and prints how long that took. */
public final class FirnOrphanScan {
    private FirnOrphanScan() {}

    public static void main(String[] words) {
        OrphanTable place = new OrphanTable(Path.of(words[0]));
        Instant before = Instant.ofEpochMilli(Long.parseLong(words[1]));
        Catalog catalog = Catalogs.open(place.catalog());
        ExecutorService reads = Executors.newFixedThreadPool(2);
        long start = System.nanoTime();
        Table table = catalog.loadTable(OrphanTable.NAME);
        List<String> candidates = new ArrayList<>();
        ReachableFiles reachable = new OrphanScan(reads, () -> false)
                .run(
                        table,
                        () -> catalog.loadTable(OrphanTable.NAME),
                        before,
                        candidate -> candidates.add(candidate.location()))
                .reachable();
        long orphans = 0;
        long names = 0;
        for (String location : candidates) {
            if (!reachable.contains(location)) {
                orphans++;
                names += location.substring(location.lastIndexOf('/') + 1).hashCode();
            }
        }
        System.out.printf("RESULT %d %d %d%n", (System.nanoTime() - start) / 1_000_000, orphans, names);
        reads.shutdown();
    }
}
