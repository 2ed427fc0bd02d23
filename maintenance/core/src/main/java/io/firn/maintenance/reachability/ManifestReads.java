package io.firn.maintenance.reachability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.GenericManifestFile;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;

/**
 * Reads manifest lists and manifests for what they point to and nothing else. Iceberg's own snapshot keeps all manifests
 * that it has read, with their partition bounds, for as long as the table lives: too much where all snapshots are read.
 */
public final class ManifestReads {
    private static final int DELETED = 2;
    private static final Schema LIST = new Schema(
            ManifestFile.PATH,
            ManifestFile.LENGTH,
            ManifestFile.SPEC_ID,
            ManifestFile.MANIFEST_CONTENT,
            ManifestFile.SNAPSHOT_ID,
            ManifestFile.KEY_METADATA);
    // The field ids are those of the table format's specification; they hold for data and delete manifests.
    private static final Schema ENTRY = new Schema(
            Types.NestedField.required(0, "status", Types.IntegerType.get()),
            Types.NestedField.required(
                    2,
                    "data_file",
                    Types.StructType.of(
                            Types.NestedField.required(100, "file_path", Types.StringType.get()),
                            Types.NestedField.required(104, "file_size_in_bytes", Types.LongType.get()))));

    private ManifestReads() {}

    /** The manifests of a snapshot, without their partition bounds and counts. */
    public static List<ManifestFile> manifests(Snapshot snapshot, FileIO io) {
        if (snapshot.manifestListLocation() == null || snapshot.keyId() != null) {
            return snapshot.allManifests(io);
        }
        List<ManifestFile> manifests = new ArrayList<>();
        InputFile list = io.newInputFile(snapshot.manifestListLocation());
        try (CloseableIterable<ManifestFile> entries = InternalData.read(FileFormat.AVRO, list)
                .setRootType(GenericManifestFile.class)
                .project(LIST)
                .build()) {
            entries.forEach(manifests::add);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a manifest list", e);
        }
        return manifests;
    }

    /** Location and bytes of each live entry of a manifest, of data files and delete files alike. */
    public static void entries(ManifestFile manifest, FileIO io, ObjLongConsumer<String> file) {
        entries(io.newInputFile(manifest), file);
    }

    /** The locations that a manifest lists which no snapshot refers to (yet). */
    public static void locations(InputFile manifest, Consumer<String> location) {
        entries(manifest, (path, bytes) -> location.accept(path));
    }

    private static void entries(InputFile manifest, ObjLongConsumer<String> file) {
        try (CloseableIterable<StructLike> entries = InternalData.read(FileFormat.AVRO, manifest)
                .project(ENTRY)
                .reuseContainers()
                .build()) {
            for (StructLike entry : entries) {
                if (entry.get(0, Integer.class) != DELETED) {
                    StructLike content = entry.get(1, StructLike.class);
                    file.accept(content.get(0, String.class), content.get(1, Long.class));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a manifest", e);
        }
    }
}
