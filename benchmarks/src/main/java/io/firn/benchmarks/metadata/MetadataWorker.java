package io.firn.benchmarks.metadata;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.table.ColumnState;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.StringJoiner;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * Reads the table's state as the daemon does. Each line on its standard input is {@code cold}, which begins with nothing known,
 * or {@code again}, which goes on from the last time; it answers with the milliseconds and the microseconds that this took, and
 * with what it found.
 */
public final class MetadataWorker {
    private static final long CACHE_BYTES = 48L << 20;

    private MetadataWorker() {}

    public static void main(String[] words) throws IOException {
        ManyFiles place = new ManyFiles(Path.of(words[0]));
        Catalog catalog = Catalogs.open(place.catalog());
        TableStateReader reader = new TableStateReader(new ManifestSummaryCache(CACHE_BYTES));
        Table table = catalog.loadTable(ManyFiles.NAME);
        System.out.println("READY");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long start = System.nanoTime();
            if (line.equals("cold")) {
                reader = new TableStateReader(new ManifestSummaryCache(CACHE_BYTES));
                table = catalog.loadTable(ManyFiles.NAME);
            } else {
                table.refresh();
            }
            String figures = figures(reader.read("benchmark", ManyFiles.NAME, table, Instant.now()));
            long micros = (System.nanoTime() - start) / 1000;
            System.out.printf("RESULT %d %d %s%n", micros / 1000, micros, figures);
        }
    }

    /** The same text that the others make of what they find. */
    private static String figures(TableState state) {
        StringJoiner figures = new StringJoiner(";");
        figures.add(state.dataFiles().files() + "," + state.dataFiles().bytes() + "," + state.records() + ","
                + state.dataFilesBelow(ManyFiles.SMALL_BYTES) + ","
                + state.partitions().stream()
                        .map(PartitionFiles::partition)
                        .distinct()
                        .count());
        for (ColumnState column : state.columns()) {
            boolean isBounded = !column.type().equals("string");
            figures.add(column.nullCount().orElse(-1L)
                    + (isBounded ? "," + whole(column.lowerBound().orElse(-1)) : "")
                    + (isBounded ? "," + whole(column.upperBound().orElse(-1)) : ""));
        }
        return figures.toString();
    }

    private static long whole(Object number) {
        return ((Number) number).longValue();
    }
}
