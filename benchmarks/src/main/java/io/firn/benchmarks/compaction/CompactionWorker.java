package io.firn.benchmarks.compaction;

import io.firn.lake.catalog.Catalogs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.iceberg.catalog.Catalog;

/**
 * One candidate in a JVM of its own, which stays up between rounds. Each line on its standard input names a table and a
 * directory; it compacts the table and answers with the milliseconds that this took, and what there is to say of it. It ends
 * with its input.
 */
public final class CompactionWorker {
    private CompactionWorker() {}

    /** A way to compact. */
    interface Compactor {
        /**
         * Plans, rewrites and, if it can, commits.
         *
         * @param directory for what it writes, if it does not commit that to the table
         * @return what there is to say of it
         */
        String compact(String table, Path directory) throws Exception;
    }

    public static void main(String[] words) throws Exception {
        Place place = Place.of(words, 1);
        Catalog catalog = Catalogs.open(place.catalog());
        Compactor compactor =
                switch (words[0]) {
                    case Comparison.FIRN -> new FirnCompaction(catalog, place.directory());
                    case Comparison.ROWS -> new RowCompaction(catalog);
                    case Comparison.DUCKDB -> new DuckDbCompaction(catalog);
                    case Comparison.COPY -> new ByteCopy(catalog);
                    default -> throw new IllegalArgumentException("Cannot compact as " + words[0]);
                };
        answer(compactor);
    }

    private static void answer(Compactor compactor) throws Exception {
        System.out.println("READY");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                long start = System.nanoTime();
                String said = compactor.compact(words[1], Path.of(words[2]));
                System.out.printf("RESULT %d %s%n", (System.nanoTime() - start) / 1_000_000, said);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read what to compact", e);
        }
        System.exit(0); // Whatever threads are left.
    }
}
