package io.firn.benchmarks.spark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Adds up the {@code files} metadata table with Spark, each time that a line comes; answers as {@code MetadataWorker} does. */
public final class SparkTableFiles {
    private static final String TABLE = "benchmark.benchmark.many";

    private SparkTableFiles() {}

    public static void main(String[] words) throws Exception {
        SparkSession spark = LocalSpark.in(Path.of(words[0]))
                .config(LocalSpark.CATALOG + ".cache-enabled", "false") // There is a commit after each round.
                .getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        System.out.println("READY");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (lines.readLine() != null) {
            long start = System.nanoTime();
            String figures = figures(spark);
            long micros = (System.nanoTime() - start) / 1000;
            System.out.printf("RESULT %d %d %s%n", micros / 1000, micros, figures);
        }
        spark.stop();
    }

    private static String figures(SparkSession spark) {
        StringJoiner select = new StringJoiner(", ", "SELECT ", " FROM " + TABLE + ".files WHERE content = 0");
        select.add("count(*)").add("sum(file_size_in_bytes)").add("sum(record_count)");
        select.add("count_if(file_size_in_bytes < " + (96L << 20) + ")").add("count(DISTINCT partition.day)");
        StringJoiner layout = new StringJoiner(";").add("%s,%s,%s,%s,%s");
        for (StructField column : spark.table(TABLE).schema().fields()) {
            String metrics = "readable_metrics." + column.name();
            select.add("sum(" + metrics + ".null_value_count)");
            if (column.dataType().equals(DataTypes.StringType)) {
                layout.add("%s");
            } else {
                select.add("CAST(min(" + metrics + ".lower_bound) AS BIGINT)");
                select.add("CAST(max(" + metrics + ".upper_bound) AS BIGINT)");
                layout.add("%s,%s,%s");
            }
        }
        Row row = spark.sql(select.toString()).first();
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        return String.format(layout.toString(), values);
    }
}
