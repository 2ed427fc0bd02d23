package io.firn.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.parse.JsonRecords;
import io.firn.pipeline.parse.Parsed;
import io.firn.pipeline.record.Origin;
import io.firn.pipeline.record.Reason;
import io.firn.pipeline.row.RowConverter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class EvolutionTest {
    private static final Evolution EVOLUTION = new Evolution(Set.of("id"), 60);

    @Test
    void newFieldsBecomeOptionalColumnsAndNumbersDoubleButInTheKey() {
        Table table = evolved("{\"id\":1,\"dose\":2,\"name\":\"x\",\"at\":{\"lat\":1,\"tags\":[\"a\"]},\"none\":null}");
        assertThat(columns(table.schema()))
                .containsEntry("id", "long")
                .containsEntry("dose", "double")
                .containsEntry("name", "string")
                .containsEntry("at.lat", "double")
                .containsEntry("at.tags.element", "string")
                .doesNotContainKey("none");
        assertThat(table.schema().columns()).allMatch(Types.NestedField::isOptional);
    }

    @Test
    void elementsOfOneArrayAddUp() {
        Table table = evolved(
                "{\"id\":1,\"a\":[{\"x\":1},{\"y\":\"s\"},{\"x\":2}]}",
                "{\"id\":1,\"a\":[{\"z\":true},{\"z\":false,\"w\":1}]}");
        assertThat(columns(table.schema())).containsKeys("a.element.x", "a.element.y", "a.element.z", "a.element.w");
    }

    @Test
    void whatDoesNotFitIsAConflict() {
        Schema schema =
                evolved("{\"id\":1,\"n\":1,\"s\":\"x\",\"o\":{\"a\":1}}").schema();
        assertThat(reason(schema, "{\"id\":1,\"n\":\"x\"}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"id\":1,\"s\":{\"a\":1}}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"id\":1,\"o\":[1]}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"id\":1,\"N\":1}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"id\":1,\"p\":1,\"P\":1}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"id\":1,\"q\":[1,\"x\"]}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"id\":1,\"n\":9007199254740993}")).isEqualTo(Reason.NUMBER_NOT_EXACT);
        assertThat(reason(schema, "{\"id\":1,\"\":1}")).isEqualTo(Reason.BAD_FIELD_NAME);
        assertThat(reason(schema, "{\"id\":1,\"a.b\":1}")).isEqualTo(Reason.BAD_FIELD_NAME);
        assertThat(reason(schema, "{\"id\":1,\"_partition\":1}")).isEqualTo(Reason.BAD_FIELD_NAME);
        assertThat(reason(schema, "{\"id\":1,\"_file\":1}")).isEqualTo(Reason.BAD_FIELD_NAME);
        assertThat(reason(new Schema(), "{\"id\":[1]}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        String wide = java.util.stream.IntStream.range(0, 70)
                .mapToObj(i -> "\"w" + i + "\":1")
                .collect(Collectors.joining(",", "{\"id\":1,", "}"));
        assertThat(reason(schema, wide)).isEqualTo(Reason.TOO_MANY_COLUMNS);
    }

    @Test
    void existingColumnsWidenAsIcebergAllows() {
        Schema schema = new Schema(
                Types.NestedField.optional(1, "i", Types.IntegerType.get()),
                Types.NestedField.optional(2, "f", Types.FloatType.get()),
                Types.NestedField.optional(3, "d", Types.DecimalType.of(4, 2)));
        Decision decision = EVOLUTION.decide(schema, object("{\"i\":3000000000,\"f\":16777217,\"d\":12345.67}"));
        assertThat(((Decision.Changes) decision).changes())
                .containsExactlyInAnyOrder(
                        new SchemaChange.WidenColumn("i", Types.LongType.get()),
                        new SchemaChange.WidenColumn("f", Types.DoubleType.get()),
                        new SchemaChange.WidenColumn("d", Types.DecimalType.of(7, 2)));
        assertThat(reason(schema, "{\"i\":1.5}")).isEqualTo(Reason.SCHEMA_CONFLICT);
        assertThat(reason(schema, "{\"d\":1.234}")).isEqualTo(Reason.NUMBER_NOT_EXACT);
    }

    @Test
    void columnThatComesBackIsNotTakenForTheDroppedOne() {
        Table table = evolved("{\"id\":1,\"last\":1}");
        table.updateSchema().deleteColumn("last").commit();
        table.updateSchema().addColumn("last", Types.DoubleType.get()).commit();
        assertThat(Disambiguation.isAmbiguous(table)).isTrue();
        Disambiguation.apply(table);
        assertThat(Disambiguation.isAmbiguous(table)).isFalse();
    }

    @Property(tries = 150)
    void anyObjectFitsAfterItsChangesOrIsAConflict(@ForAll("objects") String json) {
        ObjectNode fields = object(json);
        Table table = table();
        TableEvolution.Outcome outcome =
                new TableEvolution(CATALOG).evolve(new StreamTable(stream(table)), EVOLUTION, fields);
        if (outcome.decision() instanceof Decision.Fits) {
            Schema schema = CATALOG.loadTable(new StreamTable(stream(table)).identifier())
                    .schema();
            assertThat(new RowConverter(schema).convert(fields, new Origin("t", 0, 0, 0)))
                    .isNotNull();
        } else {
            assertThat(outcome.decision()).isInstanceOf(Decision.Conflict.class);
        }
    }

    @Property(tries = 20)
    void orderDoesNotMatterWhereNothingConflicts(@ForAll Random random) {
        List<String> records = new ArrayList<>(List.of(
                "{\"id\":1,\"a\":1,\"o\":{\"x\":1}}",
                "{\"id\":2,\"b\":\"s\",\"o\":{\"y\":[true]}}",
                "{\"id\":3,\"c\":[{\"k\":1}],\"a\":0.5}",
                "{\"id\":4,\"c\":[{\"l\":\"z\"}],\"o\":{\"x\":null}}"));
        Map<String, String> expected =
                columns(evolved(records.toArray(String[]::new)).schema());
        Collections.shuffle(records, random);
        assertThat(columns(evolved(records.toArray(String[]::new)).schema())).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> objects() {
        return objects(3);
    }

    private static Arbitrary<String> objects(int depth) {
        return Arbitraries.maps(Arbitraries.of("id", "a", "b", "B", "c", "", "x.y", "_kafka"), values(depth - 1))
                .ofMaxSize(4)
                .map(fields -> fields.entrySet().stream()
                        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                        .collect(Collectors.joining(",", "{", "}")));
    }

    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> leaf = Arbitraries.of(
                "1", "0.5", "1e400", "\"x\"", "true", "null", "{}", "[]", "123456789012345678901", "\"\\ud800\"");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> list =
                values(depth - 1).list().ofMaxSize(3).map(values -> "[" + String.join(",", values) + "]");
        return Arbitraries.oneOf(leaf, list, objects(depth));
    }

    private static final InMemoryCatalog CATALOG = catalog();
    private static int tables;

    private static InMemoryCatalog catalog() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(org.apache.iceberg.catalog.Namespace.of("e"));
        return catalog;
    }

    private static synchronized Table table() {
        String name = "e.t" + tables++;
        return new StreamTables(CATALOG).prepare(new StreamTable(stream(name)));
    }

    private static StreamConfig stream(Table table) {
        return stream(table.name().substring("test.".length()));
    }

    private static StreamConfig stream(String table) {
        return new StreamConfig(
                "topic",
                table,
                List.of("id"),
                StreamConfig.Mode.APPEND,
                new StreamConfig.Evolve(),
                List.of(),
                Optional.empty(),
                Map.of());
    }

    private static Table evolved(String... records) {
        Table table = table();
        for (String record : records) {
            TableEvolution.Outcome outcome =
                    new TableEvolution(CATALOG).evolve(new StreamTable(stream(table)), EVOLUTION, object(record));
            assertThat(outcome.decision()).as(record).isInstanceOf(Decision.Fits.class);
        }
        return CATALOG.loadTable(new StreamTable(stream(table)).identifier());
    }

    private static Map<String, String> columns(Schema schema) {
        Map<String, String> columns = new TreeMap<>();
        TypeUtil.indexByName(schema.asStruct()).forEach((name, id) -> {
            if (schema.findType(id).isPrimitiveType()) {
                columns.put(name, schema.findType(id).toString());
            }
        });
        return columns;
    }

    private static Reason reason(Schema schema, String json) {
        return EVOLUTION.decide(schema, object(json)) instanceof Decision.Conflict conflict
                ? conflict.rejection().reason()
                : null;
    }

    private static ObjectNode object(String json) {
        return ((Parsed.Document) JsonRecords.parse(json.getBytes(StandardCharsets.UTF_8))).fields();
    }
}
