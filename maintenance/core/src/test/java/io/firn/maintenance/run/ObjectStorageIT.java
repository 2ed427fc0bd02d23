package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.firn.lake.aws.StorageRequests;
import io.firn.lake.config.BreakerConfig;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.run.RecordedRequests.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many requests a compaction sends to an object storage, and which. */
@Timeout(120)
final class ObjectStorageIT {
    private static final int PART_BYTES = 5 << 20;
    private static final int TEXT_BYTES = 500;
    private static final DataSize MEMORY = DataSize.megabytes(256);

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** A column chunk of the large file, or its end. */
    private static final long MOST_BYTES = 3 << 19;

    private static final int MAGIC_BYTES = 4;

    private static S3Mock storage;

    private Lakehouse lake;

    @BeforeAll
    static void start(@TempDir Path objects) throws IOException {
        storage = S3Mock.startOrSkip(Files.createDirectory(objects.resolve("objects")));
    }

    @AfterAll
    static void stop() throws IOException {
        if (storage != null) {
            storage.close();
        }
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        Map<String, String> properties = new HashMap<>(storage.properties());
        properties.put("s3.multipart.part-size-bytes", Integer.toString(PART_BYTES));
        properties.put("s3.multipart.threshold", "1.0");
        lake = Lakehouse.over(directory, properties);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private Table table(String name, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("write.parquet.compression-codec", "uncompressed");
        return lake.create(name, PartitionSpec.unpartitioned(), all);
    }

    /** Files whose bytes no encoding makes fewer, by one commit. */
    private static List<DataFile> append(Table table, int files, int rowsPerFile) {
        Random random = new Random(files);
        List<DataFile> written = new ArrayList<>();
        AppendFiles append = table.newFastAppend();
        for (int file = 0; file < files; file++) {
            int first = file * rowsPerFile;
            byte[] text = new byte[TEXT_BYTES / 2];
            written.add(Lakehouse.write(
                    table,
                    IntStream.range(first, first + rowsPerFile)
                            .mapToObj(id -> {
                                random.nextBytes(text);
                                return row(id, HexFormat.of().formatHex(text), random.nextDouble());
                            })
                            .toArray(Record[]::new)));
            append.appendFile(written.get(file));
        }
        append.commit();
        return written;
    }

    /** What a compaction asked for, and what came of it. */
    private record Compaction(List<Request> requests, List<DataFile> outputs) {
        List<Request> of(DataFile file) {
            return requests.stream()
                    .filter(request -> request.concerns(file.location()))
                    .toList();
        }

        Map<String, Long> operations(DataFile file) {
            return byOperation(of(file));
        }

        /** Of everything but the files of rows. */
        Map<String, Long> metadata() {
            return byOperation(requests.stream()
                    .filter(request -> !request.key().contains("/data/"))
                    .toList());
        }
    }

    private static Map<String, Long> byOperation(List<Request> requests) {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach(request -> counts.merge(request.operation(), 1L, Long::sum));
        return counts;
    }

    private Compaction compact(String table, DataSize memory) throws IOException {
        MaintenanceConfig config = new MaintenanceConfig(
                true,
                Duration.ofSeconds(1),
                2,
                memory,
                Optional.empty(),
                BreakerConfig.DEFAULT,
                ForeignMaintenance.REFUSE,
                Lakehouse.defaults(),
                List.of());
        List<String> rows = lake.rows(table);
        Maintenance maintenance = lake.maintenance(lake.catalog, Steps.NONE, config);
        RecordedRequests.forget();
        Map<String, Long> before = StorageRequests.byOperation();
        Run run = maintenance.run(name(table), Operation.COMPACTION, Trigger.THRESHOLD);
        Map<String, Long> counted = new TreeMap<>(StorageRequests.byOperation());
        List<Request> requests = RecordedRequests.all();
        before.forEach((operation, count) -> counted.merge(operation, -count, Long::sum));
        counted.values().removeIf(count -> count == 0);

        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.reason()).endsWith(", columnar");
        assertThat(counted).isEqualTo(byOperation(requests));
        assertThat(requests).noneMatch(request -> request.key().contains("//"));
        assertThat(lake.rows(table)).isEqualTo(rows);
        return new Compaction(requests, files(table));
    }

    private List<DataFile> files(String table) throws IOException {
        List<DataFile> found = new ArrayList<>();
        try (CloseableIterable<FileScanTask> files =
                lake.catalog.loadTable(name(table)).newScan().planFiles()) {
            files.forEach(file -> found.add(file.file()));
        }
        return found;
    }

    private static String whole(DataFile file) {
        return "bytes=0-" + (file.fileSizeInBytes() - 1);
    }

    @Test
    void aSmallInputIsReadByOneRequest() throws IOException {
        List<DataFile> inputs = append(table("small", Map.of()), 20, 50);

        Compaction compaction = compact("small", MEMORY);

        assertThat(inputs).allSatisfy(input -> assertThat(compaction.of(input))
                .extracting(Request::operation, Request::range)
                .containsExactly(tuple("GetObject", whole(input))));
        assertThat(compaction.outputs()).singleElement().satisfies(output -> assertThat(compaction.operations(output))
                .isEqualTo(Map.of("PutObject", 1L, "HeadObject", 2L, "GetObject", 1L)));
    }

    @Test
    void theRequestsForMetadataDoNotGrowWithTheFiles() throws IOException {
        append(table("few", Map.of()), 5, 10);
        append(table("many", Map.of()), 20, 10);

        Map<String, Long> metadata = compact("few", MEMORY).metadata();
        assertThat(metadata).isEqualTo(Map.of("GetObject", 15L, "HeadObject", 7L, "PutObject", 4L));
        assertThat(compact("many", MEMORY).metadata()).isEqualTo(metadata);
    }

    @Test
    void anOutputLargerThanAPartIsWrittenByParts() throws IOException {
        append(table("parts", Map.of()), 6, 5_000);

        Compaction compaction = compact("parts", MEMORY);

        assertThat(compaction.outputs()).singleElement().satisfies(output -> {
            long parts = (output.fileSizeInBytes() + PART_BYTES - 1) / PART_BYTES;
            assertThat(parts).isGreaterThan(2);
            assertThat(compaction.operations(output))
                    .isEqualTo(Map.of(
                            "CreateMultipartUpload",
                            1L,
                            "UploadPart",
                            parts,
                            "CompleteMultipartUpload",
                            1L,
                            "HeadObject",
                            2L,
                            "GetObject",
                            1L));
        });
    }

    @Test
    void aLargeInputIsReadByItsColumnChunks() throws IOException {
        Table table = table("large", Map.of("write.parquet.row-group-size-bytes", "1048576"));
        DataFile large = append(table, 1, 20_000).get(0);
        List<DataFile> small = append(table, 4, 50);

        Compaction compaction = compact("large", DataSize.megabytes(8));

        List<Long> bytes = ranges(compaction.of(large));
        assertThat(bytes).hasSizeGreaterThan(large.splitOffsets().size()).allMatch(count -> count < MOST_BYTES);
        // A chunk of which the end was held is read again.
        assertThat(bytes.stream().mapToLong(Long::longValue).sum())
                .isBetween(large.fileSizeInBytes() - MAGIC_BYTES, large.fileSizeInBytes() + MOST_BYTES);
        assertThat(small).allSatisfy(input -> assertThat(compaction.of(input)).hasSize(1));
    }

    /** The length of each. */
    private static List<Long> ranges(List<Request> gets) {
        assertThat(gets).extracting(Request::operation).containsOnly("GetObject");
        List<Long> lengths = new ArrayList<>();
        for (Request get : gets) {
            Matcher range = RANGE.matcher(get.range());
            assertThat(range.matches()).isTrue();
            lengths.add(Long.parseLong(range.group(2)) + 1 - Long.parseLong(range.group(1)));
        }
        return lengths;
    }
}
