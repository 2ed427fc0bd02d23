package io.firn.maintenance.agreement;

import static io.firn.maintenance.agreement.JavaReading.texts;
import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.run.Lakehouse;
import io.firn.maintenance.run.Maintenance;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another implementation of Iceberg reads from a maintained table what Iceberg's own reads: rows, counts, bounds. */
final class PyIcebergIT {
    private static PyIceberg python;

    private Lakehouse lake;

    @BeforeAll
    static void install() throws IOException {
        python = PyIceberg.installOrSkip();
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void everyRefReadsTheSameAfterAllOperations() throws Exception {
        Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
        DataFile amended = append(table, row(1, "a", 1), row(2, "a", 2), row(3, "a", 3));
        append(table, row(4, "b", 4), empty(5, "b"));
        table.newRowDelta()
                .addDeletes(Lakehouse.positionDelete(table, amended, 1))
                .commit();
        table.manageSnapshots()
                .createTag("first-lock", table.currentSnapshot().snapshotId())
                .createBranch("audit", table.currentSnapshot().snapshotId())
                .commit();
        table.newAppend()
                .appendFile(Lakehouse.write(table, row(6, "c", 6)))
                .toBranch("audit")
                .commit();
        for (int round = 0; round < 6; round++) {
            upsert(table, row(1, "a", round), row(20 + round, "a", round));
            upsert(table, row(4, "b", -round));
        }
        // Compaction's files have the sequence number it starts from: deletes as new as that stay in the manifests.
        append(table, row(30, "a", 30));
        append(table, row(31, "b", 31));
        JsonNode before = javaReading("visits");
        assertThat(read("visits").at("/refs/main/error").asText())
                .as("only compaction makes this table readable without support for equality deletes")
                .contains("equality delete");

        maintain("visits", Operation.COMPACTION, Operation.SNAPSHOT_EXPIRY, Operation.MANIFEST_REWRITE);

        assertAgreement("visits", 3, before);
    }

    @Test
    void everyColumnTypeReadsTheSame() throws Exception {
        Table table = lake.catalog
                .buildTable(name("types"), TYPES)
                .withPartitionSpec(
                        PartitionSpec.builderFor(TYPES).bucket("id", 2).build())
                .withProperty("format-version", "2")
                .create();
        for (long id = 0; id < 12; id++) {
            append(table, everyType(id));
            if (id == 5) {
                table.manageSnapshots()
                        .createTag("half", table.currentSnapshot().snapshotId())
                        .commit();
            }
        }
        Record unknown = GenericRecord.create(TYPES);
        unknown.set(0, 99L);
        append(table, unknown);
        JsonNode before = javaReading("types");

        maintain("types", Operation.COMPACTION, Operation.SNAPSHOT_EXPIRY);

        assertThat(lake.dataFiles("types")).isEqualTo(2);
        assertAgreement("types", 2, before);
    }

    private static final Schema TYPES = new Schema(
            List.of(
                    Types.NestedField.required(1, "id", Types.LongType.get()),
                    Types.NestedField.optional(2, "taken", Types.TimestampType.withZone()),
                    Types.NestedField.optional(3, "day", Types.DateType.get()),
                    Types.NestedField.optional(4, "dose", Types.DecimalType.of(9, 2)),
                    Types.NestedField.optional(5, "fasting", Types.BooleanType.get()),
                    Types.NestedField.optional(6, "note", Types.StringType.get()),
                    Types.NestedField.optional(7, "raw", Types.BinaryType.get()),
                    Types.NestedField.optional(8, "score", Types.FloatType.get()),
                    Types.NestedField.optional(9, "grade", Types.IntegerType.get()),
                    Types.NestedField.optional(
                            10,
                            "origin",
                            Types.StructType.of(Types.NestedField.optional(11, "offset", Types.LongType.get()))),
                    Types.NestedField.optional(12, "codes", Types.ListType.ofOptional(13, Types.StringType.get()))),
            Set.of(1));

    private static Record everyType(long id) {
        Record origin = GenericRecord.create(TYPES.findType("origin").asStructType());
        origin.set(0, id * 1000);
        Record row = GenericRecord.create(TYPES);
        row.set(0, id);
        row.set(1, OffsetDateTime.of(2026, 3, 1, 8, 0, (int) id, 123_456_000, ZoneOffset.UTC));
        row.set(2, LocalDate.of(1969, 12, 28).plusDays(id));
        row.set(3, new BigDecimal("-1.50").add(BigDecimal.valueOf(id)));
        row.set(4, id % 2 == 0);
        row.set(5, "µ-".repeat((int) id * 3) + id);
        row.set(6, ByteBuffer.wrap(("raw" + id).getBytes(StandardCharsets.UTF_8)));
        row.set(7, id / 4f);
        row.set(8, (int) -id);
        row.set(9, origin);
        row.set(10, id % 3 == 0 ? null : List.of("c" + id, "d"));
        return row;
    }

    private static Record empty(long id, String site) {
        Record row = row(id, site, 0);
        row.set(2, null);
        return row;
    }

    /** Every operation, those given must have done something; orphan removal twice, and its second time must have. */
    private void maintain(String table, Operation... needed) throws IOException {
        Path orphan = Files.writeString(lake.storedData(table).get(0).resolveSibling("orphan.parquet"), "orphan");
        Files.setLastModifiedTime(orphan, FileTime.from(lake.clock.instant().minus(Duration.ofDays(10))));
        Maintenance maintenance = lake.maintenance();
        for (Operation operation : Operation.values()) {
            lake.clock.advance(Duration.ofHours(2));
            Run run = maintenance.run(name(table), operation, Trigger.REQUEST);
            assertThat(run.error()).as(run.reason()).isEmpty();
            if (Set.of(needed).contains(operation)) {
                assertThat(run.outcome()).as(run.reason()).isEqualTo(Outcome.SUCCEEDED);
            }
        }
        lake.clock.advance(Duration.ofDays(1));
        Run second = maintenance.run(name(table), Operation.ORPHAN_REMOVAL, Trigger.REQUEST);
        assertThat(second.outcome()).as(second.reason()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(orphan).doesNotExist();
    }

    private JsonNode read(String table) throws IOException {
        return python.read(lake.directory.resolve("catalog.db"), Lakehouse.CATALOG, "clinical." + table);
    }

    private JsonNode javaReading(String table) throws IOException {
        return JavaReading.of(lake.catalog.loadTable(name(table)));
    }

    /** @param before what Java read before maintenance: the rows of each ref are to be the same */
    private void assertAgreement(String table, int refs, JsonNode before) throws IOException {
        JsonNode theirs = read(table);
        JsonNode ours = javaReading(table);
        assertThat(before.get("refs")).hasSize(refs);
        assertThat(theirs.get("refs")).hasSize(refs);
        for (String member : List.of("uuid", "schema", "spec", "snapshots")) {
            assertThat(theirs.get(member)).as(member).isEqualTo(ours.get(member));
        }
        ours.get("refs").properties().forEach(ref -> {
            JsonNode their = theirs.get("refs").get(ref.getKey());
            assertThat(their.path("error").asText()).as(ref.getKey()).isEmpty();
            for (String member : List.of("type", "snapshot", "count", "files")) {
                assertThat(their.get(member))
                        .as(ref.getKey() + " " + member)
                        .isEqualTo(ref.getValue().get(member));
            }
            assertThat(their.get("rows")).isNotEmpty();
            assertThat(texts(their.get("rows")))
                    .isEqualTo(texts(ref.getValue().get("rows")))
                    .isEqualTo(texts(before.get("refs").get(ref.getKey()).get("rows")));
        });
    }
}
