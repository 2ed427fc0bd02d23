package io.firn.maintenance.plan;

import io.firn.lake.table.FileTotals;
import io.firn.lake.table.ManifestState;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.TableState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Manifests down to their entries, and what a rewrite makes of them.
 *
 * @param headerBytes of each manifest, whatever it lists
 */
record ManifestModel(long headerBytes, List<List<Entry>> manifests) {
    private record Partition(int specId, String path) {}

    /** @param bytes that the entry takes in a manifest */
    record Entry(int specId, String partition, String location, long bytes) {
        private Partition key() {
            return new Partition(specId, partition);
        }
    }

    TableState state() {
        Map<Partition, List<Double>> shares = new HashMap<>();
        List<ManifestState> states = new ArrayList<>();
        for (List<Entry> manifest : manifests) {
            Set<Partition> partitions = new HashSet<>();
            for (Entry entry : manifest) {
                partitions.add(entry.key());
                shares.computeIfAbsent(entry.key(), unseen -> new ArrayList<>())
                        .add((double) bytes(manifest) / manifest.size());
            }
            states.add(new ManifestState(
                    "m", bytes(manifest), false, manifest.get(0).specId(), manifest.size(), partitions.size(), 1));
        }
        List<PartitionFiles> files = new ArrayList<>();
        shares.forEach((partition, each) -> files.add(new PartitionFiles(
                partition.specId(),
                partition.path(),
                new long[each.size()],
                Math.round(each.stream().mapToDouble(Double::doubleValue).sum()),
                new FileTotals(each.size(), each.size(), each.size()),
                FileTotals.NONE,
                FileTotals.NONE,
                FileTotals.NONE)));
        return States.table(2, Map.of(), files, states);
    }

    /** As the engine does it; Iceberg begins another manifest where one has reached the size. */
    ManifestModel rewritten(long targetBytes) {
        ManifestLayout layout = ManifestLayout.of(state().partitions(), targetBytes);
        Map<List<Integer>, List<List<Entry>>> written = new TreeMap<>(java.util.Comparator.comparing(List::toString));
        for (List<Entry> manifest : manifests) {
            for (Entry entry : manifest) {
                int number = layout.manifestOf(entry.specId(), entry.partition(), entry.location());
                List<List<Entry>> rolled =
                        written.computeIfAbsent(List.of(entry.specId(), number), unseen -> new ArrayList<>());
                if (rolled.isEmpty() || bytes(rolled.get(rolled.size() - 1)) >= targetBytes) {
                    rolled.add(new ArrayList<>());
                }
                rolled.get(rolled.size() - 1).add(entry);
            }
        }
        return new ManifestModel(
                headerBytes, written.values().stream().flatMap(List::stream).toList());
    }

    ManifestModel with(List<Entry> manifest) {
        List<List<Entry>> more = new ArrayList<>(manifests);
        more.add(manifest);
        return new ManifestModel(headerBytes, more);
    }

    int entries() {
        return manifests.stream().mapToInt(List::size).sum();
    }

    private long bytes(List<Entry> manifest) {
        return headerBytes + manifest.stream().mapToLong(Entry::bytes).sum();
    }
}
