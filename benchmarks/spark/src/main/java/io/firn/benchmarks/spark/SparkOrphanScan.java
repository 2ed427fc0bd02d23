package io.firn.benchmarks.spark;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.actions.DeleteOrphanFilesSparkAction;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/** Finds orphans with Iceberg's Spark action, deletes none, and prints how long that took, as {@code FirnOrphanScan} does. */
public final class SparkOrphanScan {
    private SparkOrphanScan() {}

    public static void main(String[] words) throws Exception {
        Path directory = Path.of(words[0]);
        long before = Long.parseLong(words[1]);
        SparkSession spark = LocalSpark.in(directory).getOrCreate();
        long start = System.nanoTime();
        Table table = Spark3Util.loadIcebergTable(spark, "benchmark.benchmark.orphans");
        AtomicLong orphans = new AtomicLong();
        AtomicLong names = new AtomicLong();
        DeleteOrphanFilesSparkAction action = SparkActions.get(spark)
                .deleteOrphanFiles(table)
                .usePrefixListing(false) // The other way took 14 times as long here.
                .olderThan(before)
                .deleteWith(location -> {
                    orphans.incrementAndGet();
                    names.addAndGet(
                            location.substring(location.lastIndexOf('/') + 1).hashCode());
                });
        action.execute();
        System.out.printf("RESULT %d %d %d%n", (System.nanoTime() - start) / 1_000_000, orphans.get(), names.get());
        spark.stop();
    }
}
