package io.firn.benchmarks.spark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Compacts with Iceberg's Spark action. Its arguments are those of {@code CompactionWorker}. Each line on its standard input is
 * {@code compact} and a table, or {@code scan} and a query; it answers with the milliseconds that this took.
 */
public final class SparkCompaction {
    private SparkCompaction() {}

    public static void main(String[] words) throws Exception {
        String catalog = LocalSpark.CATALOG;
        SparkSession.Builder builder = LocalSpark.in(Path.of(words[1]))
                .config(catalog + ".cache-enabled", "false"); // Each round makes its table anew.
        if (words.length > 2) {
            builder.config(catalog + ".warehouse", "s3://lake/warehouse")
                    .config(catalog + ".io-impl", "org.apache.iceberg.aws.s3.S3FileIO")
                    .config(catalog + ".s3.endpoint", words[2])
                    .config(catalog + ".s3.path-style-access", "true")
                    .config(catalog + ".s3.access-key-id", "any")
                    .config(catalog + ".s3.secret-access-key", "any")
                    .config(catalog + ".client.region", "us-east-1");
        }
        SparkSession spark = builder.getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        System.out.println("READY");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] request = line.split(" ", 2);
            long start = System.nanoTime();
            String said = "";
            if (request[0].equals("compact")) {
                said = compact(spark, request[1].split(" ")[0]);
            } else {
                spark.sql(request[1]).write().format("noop").mode("overwrite").save();
            }
            System.out.printf("RESULT %d %s%n", (System.nanoTime() - start) / 1_000_000, said);
        }
        spark.stop();
    }

    private static String compact(SparkSession spark, String table) throws Exception {
        Table loaded = Spark3Util.loadIcebergTable(spark, "benchmark.benchmark." + table);
        RewriteDataFiles rewrite = SparkActions.get(spark).rewriteDataFiles(loaded);
        RewriteDataFiles.Result result = (loaded.sortOrder().isSorted() ? rewrite.sort() : rewrite.binPack())
                .option("rewrite-all", "true")
                .option("target-file-size-bytes", Long.toString(128L << 20))
                .option("max-concurrent-file-group-rewrites", "2")
                .execute();
        return result.rewrittenDataFilesCount() + " files";
    }
}
