package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.PolicyConfig;
import io.firn.lake.config.Verification;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rewrite whose outputs are damaged between the writing and the commit. */
final class RewriteVerificationIT {
    private Lakehouse lake;
    private Set<Path> before = Set.of();

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    /** Uncompressed, so that a value can be found in the file's bytes. */
    private void sixFiles(Map<String, String> properties) {
        Table table = lake.create("visits", PartitionSpec.unpartitioned(), properties);
        for (int i = 0; i < 6; i++) {
            append(table, row(1000 + i, "a", i));
        }
        before = new HashSet<>(lake.storedData("visits"));
    }

    private Run compact(Verification verification, long value, long damaged) {
        TamperingCatalog view = new TamperingCatalog(lake.catalog, location -> replace(location, value, damaged));
        return lake.maintenance(view, verifying(verification))
                .run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
    }

    private static PolicyConfig verifying(Verification verification) {
        return PolicyConfig.inheriting("clinical.visits")
                .with(new PolicyConfig.Compaction(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(verification),
                        Optional.empty()));
    }

    private void replace(String location, long value, long damaged) {
        Path path = Path.of(location.replaceFirst("^file:(//)?", ""));
        if (!location.contains("/visits/data/") || before.contains(path)) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(path);
            byte[] from = littleEndian(value);
            for (int i = 0; i + 8 <= bytes.length; i++) {
                if (Arrays.equals(bytes, i, i + 8, from, 0, 8)) {
                    System.arraycopy(littleEndian(damaged), 0, bytes, i, 8);
                }
            }
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private void assertNothingCommitted(Run run, List<String> rows) {
        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.snapshotAfter()).isEmpty();
        assertThat(lake.storedData("visits")).hasSameElementsAs(before);
        assertThat(lake.catalog.loadTable(name("visits")).snapshots()).hasSize(6);
        assertThat(lake.rows("visits")).isEqualTo(rows);
    }

    @Test
    void anOutputWhoseFooterReachesBeyondItsInputsIsNotCommitted() {
        sixFiles(Map.of("write.parquet.compression-codec", "uncompressed"));
        List<String> rows = lake.rows("visits");

        Run run = compact(Verification.COUNTS, 1005, 1999);

        assertNothingCommitted(run, rows);
        assertThat(run.error()).hasValueSatisfying(error -> assertThat(error)
                .contains("bounds: field 1 reaches beyond")
                .doesNotContain("1999"));
        assertThat(run.receipt())
                .hasValueSatisfying(json -> assertThat(json).contains("\"name\":\"bounds\",\"passed\":false"));
    }

    @Test
    void aValueThatChangedWithinTheBoundsIsSeenByContentAlone() {
        sixFiles(Map.of("write.parquet.compression-codec", "uncompressed"));
        List<String> rows = lake.rows("visits");

        Run run = compact(Verification.CONTENT, 1003, 1002);

        assertNothingCommitted(run, rows);
        assertThat(run.error()).hasValueSatisfying(error -> assertThat(error)
                .contains("content: fields [1] of 6 rows")
                .doesNotContain("1003"));
        lake.clock.advance(java.time.Duration.ofMinutes(2));
        assertThat(compact(Verification.COUNTS, 1003, 1002).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aRunLeavesAReceiptOfItsChecksAndFigures() {
        sixFiles(Map.of());
        upsert(lake.catalog.loadTable(name("visits")), row(1001, "b", 7));

        Run run = lake.maintenance(verifying(Verification.CONTENT))
                .run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);

        assertThat(run.error()).isEmpty();
        assertThat(lake.ledger.run(run.id()).orElseThrow().receipt()).hasValueSatisfying(json -> assertThat(json)
                .startsWith("{\"checks\":[")
                .contains("{\"name\":\"rows\",\"passed\":true,\"detail\":\"1 groups\"}")
                .contains("\"null counts\"", "\"bounds\"", "\"schema\"", "\"content\"", "\"committed table\"")
                .contains("\"rowsIn\":7,\"rowsOut\":6,\"rowsDeleted\":1,\"filesIn\":7,\"filesOut\":1,")
                .contains("\"commits\":1,\"conflicts\":0"));
    }

    @Test
    void contentIsComparedWithTheIdsOfRowsOfFormatVersionThree() {
        sixFiles(Map.of("format-version", "3"));
        Run run = lake.maintenance(verifying(Verification.CONTENT))
                .run(name("visits"), Operation.COMPACTION, Trigger.THRESHOLD);
        assertThat(run.error()).isEmpty();
        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
