package io.firn.maintenance.plan;

import io.firn.lake.config.CompactionStrategy;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.Verification;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.ManifestState;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.TableIdentifier;

/** Table states made up for the planner. */
final class States {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final long MB = 1 << 20;
    static final Policy POLICY = new Policy(
            new Policy.Compaction(
                    true,
                    5,
                    DataSize.megabytes(128),
                    0.1,
                    CompactionStrategy.BIN_PACK,
                    Verification.COUNTS,
                    Optional.empty()),
            new Policy.Snapshots(
                    true, Duration.ofHours(1), 2, Set.of(), Set.of(), false, Duration.ofDays(7), Optional.empty()),
            new Policy.Manifests(true, 10, DataSize.megabytes(8), Optional.empty()),
            new Policy.DeleteFiles(true, 5, Optional.empty()),
            new Policy.Orphans(
                    true,
                    Duration.ofDays(3),
                    Duration.ofDays(1),
                    Duration.ofDays(7),
                    0.2,
                    Optional.empty(),
                    Optional.empty()),
            List.of());

    private States() {}

    static PartitionFiles partition(String path, long deletes, long... sizes) {
        long[] sorted = sizes.clone();
        Arrays.sort(sorted);
        FileTotals data = new FileTotals(sizes.length, Arrays.stream(sizes).sum(), 100L * sizes.length);
        FileTotals equality = deletes == 0 ? FileTotals.NONE : new FileTotals(1, 1000, deletes);
        return new PartitionFiles(0, path, sorted, 0, data, FileTotals.NONE, equality, FileTotals.NONE);
    }

    static TableState table(PartitionFiles... partitions) {
        return table(2, Map.of(), List.of(partitions), List.of());
    }

    static TableState table(
            int formatVersion,
            Map<String, String> properties,
            List<PartitionFiles> partitions,
            List<ManifestState> manifests) {
        return new TableState(
                "firn",
                TableIdentifier.of("clinical", "visits"),
                "uuid",
                "/warehouse/visits",
                formatVersion,
                0,
                "/warehouse/visits/metadata/1.json",
                1000,
                NOW,
                Optional.of(1L),
                List.of(),
                partitions,
                manifests,
                List.of(snapshot(1, 0, Duration.ZERO, Map.of())),
                Map.of("main", new RefState("main", 1, true)),
                properties);
    }

    /** A table whose snapshots, oldest first, are so old. */
    static TableState history(Duration... ages) {
        List<SnapshotState> snapshots = IntStream.range(0, ages.length)
                .mapToObj(i -> snapshot(i + 1, i, ages[i], Map.of()))
                .toList();
        TableState state = table();
        return new TableState(
                state.catalog(),
                state.table(),
                state.uuid(),
                state.location(),
                state.formatVersion(),
                state.schemaId(),
                state.metadataLocation(),
                state.metadataBytes(),
                state.readAt(),
                Optional.of((long) ages.length),
                state.columns(),
                state.partitions(),
                state.manifests(),
                snapshots,
                Map.of("main", new RefState("main", ages.length, true)),
                state.properties());
    }

    static SnapshotState snapshot(long id, long parent, Duration age, Map<String, String> summary) {
        return snapshot(id, parent, age, "append", summary);
    }

    static SnapshotState snapshot(long id, long parent, Duration age, String operation, Map<String, String> summary) {
        return new SnapshotState(
                id,
                parent == 0 ? Optional.empty() : Optional.of(parent),
                id,
                NOW.minus(age),
                operation,
                "list-" + id,
                summary);
    }
}
