package io.firn.quality.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.quality.history.TableDiff.Bounds;
import io.firn.quality.history.TableDiff.Column;
import io.firn.quality.history.TableDiff.PartitionChange;
import io.firn.quality.tables.RealTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableComparisonIT {
    private static final String SECRET = "Zebedee-7741";
    private static final Schema SCHEMA = RealTables.withOrigin(
            NestedField.required(1, "id", Types.LongType.get()),
            NestedField.optional(2, "name", Types.StringType.get()),
            NestedField.optional(3, "weight", Types.IntegerType.get()),
            NestedField.optional(4, "day", Types.DateType.get()));

    @TempDir
    private Path directory;

    private RealTables tables;

    @BeforeEach
    void create() {
        tables = new RealTables(directory);
    }

    @AfterEach
    void close() throws Exception {
        tables.close();
    }

    @Test
    void rowsNullRatesAndBoundsOfBothAreToldAndOnlyListedColumnsShowTheirs() {
        Table table = tables.create("trial.visits", SCHEMA);
        long before = tables.append(
                table,
                List.of(
                        tables.row(table, "id", 1L, "name", "Ann", "weight", 60, "day", LocalDate.of(2026, 1, 1)),
                        tables.row(table, "id", 2L, "name", null, "weight", 70, "day", LocalDate.of(2026, 1, 2))));
        long after = tables.append(
                table,
                List.of(
                        tables.row(table, "id", 3L, "name", SECRET, "weight", 70_000, "day", LocalDate.of(2026, 1, 2)),
                        tables.row(table, "id", 4L, "weight", null, "day", LocalDate.of(2026, 1, 2))));

        TableDiff diff = compare(table, before, after);

        assertThat(diff.from().rows()).contains(2L);
        assertThat(diff.to().rows()).contains(4L);
        assertThat(diff.notes()).isEmpty();
        Column weight = column(diff, "weight");
        assertThat(weight.nullRateFrom()).contains(0.0);
        assertThat(weight.nullRateTo()).contains(0.25);
        assertThat(weight.from()).contains(new Bounds("60", "70"));
        assertThat(weight.to()).contains(new Bounds("60", "70000"));
        assertThat(column(diff, "day").bounds()).isEqualTo("same");
        assertThat(column(diff, "day").to()).contains(new Bounds("2026-01-01", "2026-01-02"));
        assertThat(column(diff, "name"))
                .isEqualTo(new Column(
                        "name",
                        "string",
                        "same",
                        Optional.of(0.5),
                        Optional.of(0.5),
                        "unknown",
                        Optional.empty(),
                        Optional.empty()));
        assertThat(column(diff, "id").bounds()).isEqualTo("changed");
        assertThat(column(diff, "id").to()).isEmpty();
        assertThat(column(diff, "_kafka._offset").to()).contains(new Bounds("0", "3"));
        assertThat(diff.toString()).doesNotContain(SECRET).doesNotContain("Ann");
    }

    @Test
    void aChangedSchemaIsTold() {
        Table table = tables.create("trial.visits", SCHEMA);
        long before = tables.append(table, List.of(tables.row(table, "id", 1L, "name", "Ann", "weight", 60)));
        table.updateSchema()
                .renameColumn("name", "label")
                .updateColumn("weight", Types.LongType.get())
                .addColumn("site", Types.StringType.get())
                .deleteColumn("day")
                .makeColumnOptional("id")
                .commit();
        table.refresh();
        long after = tables.append(table, List.of(tables.row(table, "id", 2L, "label", "Bob", "weight", 61L)));

        TableDiff diff = compare(table, before, after);

        assertThat(column(diff, "label").schema()).isEqualTo("renamed from name");
        assertThat(column(diff, "weight").schema()).isEqualTo("type int to long");
        assertThat(column(diff, "site").schema()).isEqualTo("added");
        assertThat(column(diff, "day").schema()).isEqualTo("removed");
        assertThat(column(diff, "id").schema()).isEqualTo("not required any more");
        assertThat(diff.from().schemaId()).isNotEqualTo(diff.to().schemaId());
    }

    @Test
    void deletesByKeyLeaveTheRowsUnknownAndSaySo() {
        Table table = tables.create("trial.visits", SCHEMA);
        long before = tables.append(table, List.of(tables.row(table, "id", 1L), tables.row(table, "id", 2L)));
        long after = tables.upsert(table, "id", List.of(tables.row(table, "id", 1L)));

        TableDiff diff = compare(table, before, after);

        assertThat(diff.from().rows()).contains(2L);
        assertThat(diff.to().rows()).isEmpty();
        assertThat(diff.to().rowsBeforeDeletes()).isEqualTo(3);
        assertThat(diff.to().deletedByKey()).isEqualTo(1);
        assertThat(diff.notes())
                .containsExactly(
                        "Rows are those before deletes: metadata does not say how many rows a delete by key takes.",
                        "Null rates, bounds and rows of partitions count deleted rows that are still in data files.");
    }

    @Test
    void partitionsOfShownColumnsAreNamedAndOthersCounted() {
        Table byDay = tables.create(
                "trial.days",
                SCHEMA,
                PartitionSpec.builderFor(SCHEMA).identity("day").build(),
                2);
        Table byName = tables.create(
                "trial.names",
                SCHEMA,
                PartitionSpec.builderFor(SCHEMA).identity("name").build(),
                2);
        for (Table table : List.of(byDay, byName)) {
            long before = tables.append(table, List.of(row(table, 1, "Ann")));
            tables.append(table, List.of(row(table, 1, "Ann"), row(table, 1, "Ann")));
            long after = tables.append(table, List.of(row(table, 2, SECRET)));

            TableDiff.Partitions partitions = compare(table, before, after).partitions();

            assertThat(partitions.added()).isEqualTo(1);
            assertThat(partitions.changed()).isEqualTo(1);
            assertThat(partitions.removed()).isZero();
            assertThat(partitions.largest())
                    .isEqualTo(
                            table == byDay
                                    ? List.of(
                                            new PartitionChange("day=2026-01-01", 1, 3),
                                            new PartitionChange("day=2026-01-02", 0, 1))
                                    : List.of());
        }
    }

    @Test
    void aSnapshotIsFoundByIdTimeDurationTagAndNow() {
        Table table = tables.create("trial.visits", SCHEMA);
        long first = tables.append(table, List.of(tables.row(table, "id", 1L)));
        Instant between = Instant.ofEpochMilli(table.currentSnapshot().timestampMillis());
        table.manageSnapshots().createTag("audited", first).commit();
        table.refresh();
        // Snapshots are never of the same millisecond.
        long second = tables.append(table, List.of(tables.row(table, "id", 2L)));
        Instant now = Instant.ofEpochMilli(table.currentSnapshot().timestampMillis());

        assertThat(find(table, String.valueOf(first), now)).isEqualTo(first);
        assertThat(find(table, "audited", now)).isEqualTo(first);
        assertThat(find(table, "now", now)).isEqualTo(second);
        assertThat(find(table, between.toString(), now)).isEqualTo(first);
        assertThat(find(table, Duration.between(between, now).toMillis() + "ms", now))
                .isEqualTo(first);
        assertThat(find(table, "0s", now)).isEqualTo(second);
        assertThatThrownBy(() -> find(table, "2020-01-01", now))
                .hasMessage(
                        "Cannot find a snapshot at '2020-01-01': the oldest snapshot that the table still has is of "
                                + between);
        assertThatThrownBy(() -> find(table, "123456", now))
                .hasMessage("Cannot find a snapshot at '123456': the table has no such snapshot, or has expired it");
        assertThatThrownBy(() -> find(table, "yesterday", now))
                .hasMessage("Cannot find a snapshot at 'yesterday': it is no snapshot id, branch, tag, time such as"
                        + " 2026-11-27T08:00:00Z or duration such as 2h");
    }

    private static long find(Table table, String text, Instant now) {
        return PointInTime.find(table, text, now).snapshotId();
    }

    private org.apache.iceberg.data.Record row(Table table, int day, String name) {
        return tables.row(table, "id", 1L, "name", name, "day", LocalDate.of(2026, 1, day));
    }

    private static Column column(TableDiff diff, String name) {
        return diff.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TableDiff compare(Table table, long from, long to) {
        return new TableComparison(
                        new TableStateReader(new ManifestSummaryCache(1 << 20)),
                        new ShownColumns(name -> name.equals("weight") || name.equals("day") || name.equals("name")))
                .compare("trial.visits", table, String.valueOf(from), String.valueOf(to), Instant.now());
    }
}
