package io.firn.lake.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;

/** Reads {@link TableState} at the cost of what is new: manifests seen before come from the cache. */
public final class TableStateReader {
    private final ManifestSummaryCache cache;

    public TableStateReader(ManifestSummaryCache cache) {
        this.cache = cache;
    }

    /**
     * Reads the table as it was loaded: the caller refreshes or loads it anew. All of the answer comes from one metadata
     * file, whatever is committed meanwhile.
     *
     * @throws RuntimeException if a file of the metadata cannot be read, as after the snapshot was expired
     */
    public TableState read(String catalogName, TableIdentifier identifier, Table table, Instant now) {
        if (!(table instanceof HasTableOperations readable)) {
            throw new IllegalArgumentException(
                    "Cannot read state of table " + identifier + ": it has no metadata of its own");
        }
        TableOperations operations = readable.operations();
        TableMetadata metadata = operations.current();
        FileIO io = operations.io();
        List<ManifestFile> manifests = Optional.ofNullable(metadata.currentSnapshot())
                .map(snapshot -> snapshot.allManifests(io))
                .orElse(List.of());
        List<ManifestSummary> summaries = summaries(metadata, io, manifests);
        return new TableState(
                catalogName,
                identifier,
                Optional.ofNullable(metadata.uuid()).orElse(""),
                metadata.location(),
                metadata.formatVersion(),
                metadata.currentSchemaId(),
                metadata.metadataFileLocation(),
                io.newInputFile(metadata.metadataFileLocation()).getLength(),
                now,
                Optional.ofNullable(metadata.currentSnapshot()).map(Snapshot::snapshotId),
                Columns.of(metadata.schema(), summaries),
                partitions(summaries),
                manifests(manifests, summaries),
                snapshots(metadata),
                refs(metadata),
                metadata.properties());
    }

    /**
     * How the table's files came and went, back to {@code from} or as far as its snapshots reach.
     *
     * @throws RuntimeException if a file of the metadata cannot be read, as after a snapshot was expired
     */
    public FileHistory history(Table table, Instant from) {
        TableOperations operations = ((HasTableOperations) table).operations();
        TableMetadata metadata = operations.current();
        FileIO io = operations.io();
        return new FileHistoryReader(table)
                .read(from, snapshot -> partitions(summaries(metadata, io, snapshot.allManifests(io))));
    }

    /**
     * The table as it was at a snapshot that it still has.
     *
     * @throws RuntimeException if a file of the metadata cannot be read, as after the snapshot was expired
     */
    public SnapshotFacts at(Table table, Snapshot snapshot) {
        TableOperations operations = ((HasTableOperations) table).operations();
        TableMetadata metadata = operations.current();
        List<ManifestSummary> summaries = summaries(metadata, operations.io(), snapshot.allManifests(operations.io()));
        Schema schema = Optional.ofNullable(snapshot.schemaId())
                .flatMap(id -> Optional.ofNullable(metadata.schemasById().get(id)))
                .orElseGet(metadata::schema);
        return new SnapshotFacts(
                SnapshotState.of(snapshot), schema.schemaId(), Columns.of(schema, summaries), partitions(summaries));
    }

    private List<ManifestSummary> summaries(TableMetadata metadata, FileIO io, List<ManifestFile> manifests) {
        Map<Integer, Type> types = types(metadata);
        return new ManifestSummaries(cache, manifest -> ManifestSummary.read(manifest, io, metadata.specsById(), types))
                .of(manifests);
    }

    /** The newest type of every field that any schema has: a manifest may speak of columns that are gone. */
    static Map<Integer, Type> types(TableMetadata metadata) {
        Map<Integer, Type> types = new HashMap<>();
        List<Schema> schemas = new ArrayList<>(metadata.schemas());
        schemas.sort(Comparator.comparingInt(Schema::schemaId));
        schemas.add(metadata.schema());
        for (Schema schema : schemas) {
            TypeUtil.indexById(schema.asStruct()).forEach((id, field) -> {
                if (field.type().isPrimitiveType()) {
                    types.put(id, field.type());
                }
            });
        }
        return types;
    }

    private static List<PartitionFiles> partitions(List<ManifestSummary> summaries) {
        Map<PartitionTotals.Key, PartitionTotals> totals = new HashMap<>();
        for (ManifestSummary summary : summaries) {
            for (PartitionFiles files : summary.partitions()) {
                totals.computeIfAbsent(
                                new PartitionTotals.Key(files.specId(), files.partition()),
                                unseen -> new PartitionTotals())
                        .add(files);
            }
        }
        List<PartitionFiles> partitions = new ArrayList<>();
        totals.forEach((key, sum) -> partitions.add(sum.toFiles(key)));
        return partitions;
    }

    private static List<ManifestState> manifests(List<ManifestFile> manifests, List<ManifestSummary> summaries) {
        List<ManifestState> states = new ArrayList<>();
        for (int i = 0; i < manifests.size(); i++) {
            ManifestFile manifest = manifests.get(i);
            states.add(new ManifestState(
                    manifest.path(),
                    manifest.length(),
                    manifest.content() == ManifestContent.DELETES,
                    manifest.partitionSpecId(),
                    summaries.get(i).liveFiles(),
                    summaries.get(i).partitions().size(),
                    manifest.minSequenceNumber()));
        }
        return states;
    }

    private static List<SnapshotState> snapshots(TableMetadata metadata) {
        List<SnapshotState> states = new ArrayList<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            states.add(SnapshotState.of(snapshot));
        }
        states.sort(Comparator.comparingLong(SnapshotState::sequenceNumber).thenComparing(SnapshotState::committedAt));
        return states;
    }

    private static Map<String, RefState> refs(TableMetadata metadata) {
        Map<String, RefState> states = new HashMap<>();
        metadata.refs().forEach((name, ref) -> states.put(name, RefState.of(name, ref)));
        return states;
    }
}
