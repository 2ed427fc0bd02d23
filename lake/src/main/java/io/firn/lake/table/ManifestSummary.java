package io.firn.lake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Type;

/**
 * What a manifest says of its live files, small enough to keep. A manifest never changes, so neither does this.
 *
 * @param columns by field id, over the live data files; a column that is not there is unknown
 */
record ManifestSummary(List<PartitionFiles> partitions, Map<Integer, ColumnSummary> columns, long liveFiles) {
    ManifestSummary {
        partitions = List.copyOf(partitions);
        columns = Map.copyOf(columns);
    }

    /** @param types of every column that the table has or had */
    static ManifestSummary read(
            ManifestFile manifest, FileIO io, Map<Integer, PartitionSpec> specs, Map<Integer, Type> types) {
        Optional<ManifestSummary> decoded = ManifestDecoder.read(manifest, io, specs, types);
        return decoded.orElseGet(() -> readByIceberg(manifest, io, specs, types));
    }

    /** Slower, and reads everything that Iceberg knows. */
    static ManifestSummary readByIceberg(
            ManifestFile manifest, FileIO io, Map<Integer, PartitionSpec> specs, Map<Integer, Type> types) {
        boolean isOfData = manifest.content() == ManifestContent.DATA;
        try (ManifestReader<?> files = isOfData
                ? ManifestFiles.read(manifest, io, specs)
                : ManifestFiles.readDeleteManifest(manifest, io, specs)) {
            Map<PartitionTotals.Key, PartitionTotals> partitions = new HashMap<>();
            Map<Integer, ColumnSummary> columns = new HashMap<>();
            long liveFiles = 0;
            for (ContentFile<?> file : files) {
                PartitionSpec spec = files.spec();
                var key = new PartitionTotals.Key(spec.specId(), spec.partitionToPath(file.partition()));
                partitions.computeIfAbsent(key, unseen -> new PartitionTotals()).add(file);
                if (file instanceof DataFile data) {
                    addColumns(columns, data, types);
                }
                liveFiles++;
            }
            return of(manifest, partitions, columns, liveFiles);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read manifest " + manifest.path(), e);
        }
    }

    static ManifestSummary of(
            ManifestFile manifest,
            Map<PartitionTotals.Key, PartitionTotals> partitions,
            Map<Integer, ColumnSummary> columns,
            long liveFiles) {
        List<PartitionFiles> summed = new ArrayList<>();
        for (var partition : partitions.entrySet()) {
            partition.getValue().shareManifest(manifest.length(), liveFiles);
            summed.add(partition.getValue().toFiles(partition.getKey()));
        }
        return new ManifestSummary(summed, columns, liveFiles);
    }

    /** Bytes that this takes in memory, roughly: what bounds the cache. */
    int weight() {
        long weight = 200 + 120L * columns.size();
        for (PartitionFiles partition : partitions) {
            weight += 250 + 2L * partition.partition().length() + 8L * partition.dataFileSizes().length;
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    private static void addColumns(Map<Integer, ColumnSummary> columns, DataFile file, Map<Integer, Type> types) {
        types.forEach((id, type) ->
                columns.merge(id, ColumnSummary.of(file, id, type), (seen, added) -> seen.merge(added, type)));
    }
}
