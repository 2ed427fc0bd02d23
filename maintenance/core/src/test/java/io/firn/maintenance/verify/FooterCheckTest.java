package io.firn.maintenance.verify;

import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.run.Lakehouse;
import io.firn.maintenance.verify.Receipt.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FooterCheckTest {
    private Lakehouse lake;
    private Table table;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
        table = lake.create("visits");
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private List<Check> checks(long deleted, List<DataFile> inputs, DataFile... outputs) {
        return checks(table.schema(), deleted, inputs, outputs);
    }

    private List<Check> checks(Schema schema, long deleted, List<DataFile> inputs, DataFile... outputs) {
        FooterCheck check = new FooterCheck(schema, schema, Set.of(), Optional.empty());
        inputs.forEach(file -> check.input(table.io().newInputFile(file)));
        for (DataFile file : outputs) {
            check.output(table.io().newInputFile(file));
        }
        return check.checks(deleted);
    }

    private static void assertFails(List<Check> checks, String name, String detail) {
        assertThat(checks).filteredOn(check -> !check.passed()).singleElement().satisfies(failed -> {
            assertThat(failed.name()).isEqualTo(name);
            assertThat(failed.detail()).contains(detail).doesNotContain("secret");
        });
    }

    private List<DataFile> inputs() {
        return List.of(write(table, row(1, "a", 1), withoutSite(2)), write(table, row(3, "secret", 3), row(4, "m", 4)));
    }

    private static Record withoutSite(long id) {
        Record row = row(id, "", 2);
        row.set(1, null);
        return row;
    }

    @Test
    void theSameRowsInAnotherOrderAndInOtherFilesPass() {
        List<Check> checks = checks(
                0,
                inputs(),
                write(table, row(4, "m", 4), row(3, "secret", 3)),
                write(table, withoutSite(2), row(1, "a", 1)));
        assertThat(checks)
                .allMatch(Check::passed)
                .extracting(Check::name)
                .containsExactly("rows", "null counts", "bounds", "schema");
        assertThat(checks.get(1).detail()).isEqualTo("3 of 3 columns compared");
        assertThat(checks.get(2).detail()).contains("of 3 columns compared").doesNotStartWith("0");
    }

    @Test
    void aLostRowFails() {
        DataFile output = write(table, row(1, "a", 1), withoutSite(2), row(4, "m", 4));
        assertFails(checks(0, inputs(), output), "rows", "4 in, 3 out, 0 deleted");
        assertThat(checks(1, inputs(), output)).allMatch(Check::passed);
    }

    @Test
    void aValueThatBecameNullFails() {
        DataFile output = write(table, row(1, "a", 1), withoutSite(2), withoutSite(3), row(4, "m", 4));
        assertFails(checks(0, inputs(), output), "null counts", "field 2 has 2 nulls, the inputs had 1");
    }

    @Test
    void aNullThatBecameAValueFailsUnlessItsRowWasDeleted() {
        DataFile output = write(table, row(1, "a", 1), row(2, "b", 2), row(3, "secret", 3), row(4, "m", 4));
        assertFails(checks(0, inputs(), output), "null counts", "field 2 has 0 nulls, the inputs had 1");
        DataFile fewer = write(table, row(1, "a", 1), row(3, "secret", 3), row(4, "m", 4));
        assertThat(checks(1, inputs(), fewer)).allMatch(Check::passed);
    }

    @Test
    void moreNullsAreGoneThanRowsWereDeletedFails() {
        List<DataFile> inputs = List.of(write(table, withoutSite(1), withoutSite(2), withoutSite(3), row(4, "a", 4)));
        DataFile output = write(table, row(1, "a", 2), row(2, "a", 2), row(4, "a", 4));
        assertFails(checks(1, inputs, output), "null counts", "field 2 has 0 nulls, the inputs had 3 and 1 rows");
    }

    @Test
    void aValueBeyondTheInputsFailsAtBothEnds() {
        assertFails(
                checks(0, inputs(), write(table, row(1, "a", 1), withoutSite(2), row(3, "t", 3), row(4, "m", 4))),
                "bounds",
                "field 2 reaches beyond");
        assertFails(
                checks(0, inputs(), write(table, row(0, "a", 1), withoutSite(2), row(3, "b", 3), row(4, "m", 4))),
                "bounds",
                "field 1 reaches beyond");
    }

    @Test
    void aFileOfAnotherSchemaFails() {
        List<DataFile> inputs = inputs();
        DataFile output = write(table, row(1, "a", 1), withoutSite(2), row(3, "secret", 3), row(4, "m", 4));
        table.updateSchema().addColumn("note", Types.StringType.get()).commit();
        assertFails(checks(0, inputs, output), "schema", "fields [4]");
        table.updateSchema().deleteColumn("note").deleteColumn("value").commit();
        assertFails(checks(0, inputs, output), "schema", "fields [3]");
    }

    @Test
    void columnsThatWereAddedOrWidenedAfterTheInputsPass() {
        Schema narrow = new Schema(
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "site", Types.StringType.get()),
                Types.NestedField.optional(3, "ratio", Types.FloatType.get()));
        table = lake.catalog
                .buildTable(name("narrow"), narrow)
                .withPartitionSpec(PartitionSpec.unpartitioned())
                .withProperties(Map.of("format-version", "2"))
                .create();
        List<DataFile> inputs = List.of(write(table, narrow(narrow, -5), narrow(narrow, 7)));
        table.updateSchema()
                .addColumn("note", Types.StringType.get())
                .updateColumn("id", Types.LongType.get())
                .updateColumn("ratio", Types.DoubleType.get())
                .commit();
        assertThat(checks(0, inputs, write(table, wide(-5L), wide(7L))))
                .allMatch(Check::passed)
                .extracting(Check::detail)
                .contains("4 of 4 columns compared");
        assertFails(checks(0, inputs, write(table, wide(-5L), wide(8L))), "bounds", "field 1 ");
        Record noted = wide(7L);
        noted.set(3, "x");
        assertThat(checks(0, inputs, write(table, wide(-5L), noted)))
                .filteredOn(check -> !check.passed())
                .extracting(Check::detail)
                .containsExactly(
                        "field 4 has 1 nulls, the inputs had 2 and 0 rows were deleted",
                        "field 4 reaches beyond the bounds of the inputs");
    }

    private static Record narrow(Schema schema, int id) {
        Record row = GenericRecord.create(schema);
        row.set(0, id);
        row.set(1, "a");
        row.set(2, -0.0f);
        return row;
    }

    private Record wide(long id) {
        Record row = GenericRecord.create(table.schema());
        row.set(0, id);
        row.set(1, "a");
        row.set(2, 0.0);
        return row;
    }
}
