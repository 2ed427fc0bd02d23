package io.firn.benchmarks.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Spark with two threads, and the catalog that Firn's benchmark made in a directory. */
final class LocalSpark {
    static final String CATALOG = "spark.sql.catalog.benchmark";

    private LocalSpark() {}

    static SparkSession.Builder in(Path directory) {
        return SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.local.dir", directory.resolve("spark").toString())
                .config("spark.sql.warehouse.dir", directory.resolve("spark").toString())
                .config(CATALOG, "org.apache.iceberg.spark.SparkCatalog")
                .config(CATALOG + ".catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog")
                .config(CATALOG + ".uri", "jdbc:sqlite:" + directory.resolve("catalog.db"))
                .config(CATALOG + ".jdbc.schema-version", "V1")
                .config(CATALOG + ".warehouse", "file://" + directory.resolve("warehouse"));
    }
}
