package io.firn.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/** A table that no stream writes, into which whoever likes puts too many files. */
final class StrayTable {
    static final String NAME = "trials.stray";
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private final Table table;

    private StrayTable(Table table) {
        this.table = table;
    }

    static StrayTable in(Catalog catalog) {
        TableIdentifier name = TableIdentifier.parse(NAME);
        return new StrayTable(
                catalog.tableExists(name)
                        ? catalog.loadTable(name)
                        : catalog.createTable(name, SCHEMA, PartitionSpec.unpartitioned(), Map.of()));
    }

    /** In one commit. */
    void addFiles(int number) throws IOException {
        table.refresh();
        AppendFiles append = table.newFastAppend();
        for (int i = 0; i < number; i++) {
            append.appendFile(write(i));
        }
        append.commit();
    }

    private DataFile write(long id) throws IOException {
        OutputFileFactory names = OutputFileFactory.builderFor(table, 1, id)
                .format(FileFormat.PARQUET)
                .build();
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .build()
                .newDataWriter(names.newOutputFile(), table.spec(), null);
        try (writer) {
            GenericRecord row = GenericRecord.create(SCHEMA);
            row.setField("id", id);
            writer.write(row);
        }
        return writer.toDataFile();
    }

    /** Files in its folder that it does not know. */
    void addOrphans(int number) throws IOException {
        Path data = folder();
        for (int i = 0; i < number; i++) {
            Files.writeString(data.resolve("orphan-" + UUID.randomUUID() + ".parquet"), "nobody's");
        }
    }

    /** Its live files cannot be read, or are there again. */
    void breakFiles(boolean broken) throws IOException {
        table.refresh();
        for (Path file : liveFiles()) {
            Path whole = file.resolveSibling(file.getFileName() + ".whole");
            if (broken) {
                Files.move(file, whole);
                byte[] bytes = Files.readAllBytes(whole);
                Arrays.fill(bytes, (byte) 7);
                Files.write(file, bytes);
            } else if (Files.exists(whole)) {
                Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private List<Path> liveFiles() throws IOException {
        try (var tasks = table.newScan().planFiles()) {
            List<Path> files = new ArrayList<>();
            tasks.forEach(task -> files.add(path(task.file().location())));
            return files;
        }
    }

    private Path folder() throws IOException {
        return Files.createDirectories(path(table.location()).resolve("data"));
    }

    private static Path path(String location) {
        return Path.of(location.replaceFirst("^file:(//)?", ""));
    }
}
