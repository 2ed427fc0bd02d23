package io.firn.metrics.table;

import io.firn.lake.table.ColumnState;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.ManifestState;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.catalog.TableIdentifier;

/** States of tables that exist nowhere. */
final class States {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** Of commits whose files say nothing of their records' times. */
    static final Function<SnapshotState, List<Instant>> NO_TIMES = snapshot -> List.of();

    private String uuid = "uuid-1";
    private List<ColumnState> columns = List.of();
    private List<PartitionFiles> partitions = List.of();
    private List<ManifestState> manifests = List.of();
    private List<SnapshotState> snapshots = List.of();
    private Map<String, String> properties = Map.of();

    static States table() {
        return new States();
    }

    States uuid(String value) {
        uuid = value;
        return this;
    }

    States columns(ColumnState... values) {
        columns = List.of(values);
        return this;
    }

    States partitions(List<PartitionFiles> values) {
        partitions = values;
        return this;
    }

    States manifests(ManifestState... values) {
        manifests = List.of(values);
        return this;
    }

    /** The last one is the current one. */
    States snapshots(SnapshotState... values) {
        snapshots = List.of(values);
        return this;
    }

    States property(String key, String value) {
        properties = Map.of(key, value);
        return this;
    }

    TableState build(String namespace, String name) {
        Optional<Long> current = snapshots.isEmpty()
                ? Optional.empty()
                : Optional.of(snapshots.get(snapshots.size() - 1).id());
        return new TableState(
                "lake",
                TableIdentifier.of(namespace, name),
                uuid,
                "file:/tmp/t",
                2,
                0,
                "file:/tmp/t/metadata/1.json",
                4096,
                NOW,
                current,
                columns,
                partitions,
                manifests,
                snapshots,
                current.map(id -> Map.of("main", new RefState("main", id, true)))
                        .orElse(Map.of()),
                properties);
    }

    TableState build() {
        return build("trials", "visits");
    }

    static PartitionFiles partition(String path, long... sizes) {
        long[] sorted = sizes.clone();
        Arrays.sort(sorted);
        return new PartitionFiles(
                0,
                path,
                sorted,
                0,
                new FileTotals(sizes.length, Arrays.stream(sizes).sum(), 10L * sizes.length),
                FileTotals.NONE,
                FileTotals.NONE,
                FileTotals.NONE);
    }

    static SnapshotState snapshot(long id, long parent, String operation, long addedRecords) {
        return new SnapshotState(
                id,
                parent == 0 ? Optional.empty() : Optional.of(parent),
                id,
                NOW.minusSeconds(1000 - id),
                operation,
                "list-" + id,
                Map.of("added-records", Long.toString(addedRecords)));
    }
}
