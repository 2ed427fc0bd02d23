package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stream must satisfy beyond the form of each key. */
class StreamConfigTest {
    private static final String COLUMNS = "columns: [{name: id, type: long}, {name: at, type: timestamptz}, "
            + "{name: score, type: double}, {name: who, type: string}, {name: tags, type: list<string>}]";

    @Test
    void aTableNeedsANamespace() {
        assertThat(problems("{topic: t, table: lonely}"))
                .containsExactly(
                        "Cannot use pipeline.streams[].table: expected namespace.name of letters, digits, '_' and"
                                + " '-', found 'lonely'");
    }

    @Test
    void twoStreamsShareNeitherTopicNorTable() {
        assertThat(problems("{topic: t, table: n.a}", "{topic: t, table: n.b}", "{topic: u, table: n.a}"))
                .containsExactly(
                        "Cannot use topic 't' twice: the stream at f:4 has it",
                        "Cannot use table 'n.a' twice: the stream at f:4 has it");
    }

    @Test
    void aStreamCannotReadWhatAnotherWrites() {
        assertThat(problems("{topic: t, table: n.a}", "{topic: t.valid, table: n.b}"))
                .containsExactly("Cannot read topic 't.valid': the stream of 't' writes it");
    }

    @Test
    void upsertNeedsAKey() {
        assertThat(problems("{topic: t, table: n.a, mode: upsert}"))
                .containsExactly("Cannot upsert into 'n.a': 'key' is missing");
    }

    @Test
    void upsertPartitionsByKeyFieldsOnly() {
        assertThat(problems(
                        "{topic: t, table: n.a, mode: upsert, key: [id], partition: [\"bucket(4, id)\", days(at)]}"))
                .containsExactly(
                        "Cannot partition by 'days(at)': with upsert, 'at' must be a key field, or the older row"
                                + " would stay in another partition");
    }

    @Test
    void keyPartitionAndEventTimeNameDeclaredColumns() {
        assertThat(problems(
                        "{topic: t, table: n.a, key: [ids], partition: [who2], event-time: nothing, " + COLUMNS + "}"))
                .containsExactly(
                        "Cannot use key 'ids': no column has that name; did you mean 'id'?",
                        "Cannot use partition 'who2': no column has that name; did you mean 'who'?",
                        "Cannot use event-time 'nothing': no column has that name");
    }

    @Test
    void columnsThatEvolveMayHaveAnyName() {
        assertThat(problems("{topic: t, table: n.a, key: [a], partition: [b, days(_kafka._timestamp)], event-time: c}"))
                .isEmpty();
    }

    @Test
    void aTransformMustFitTheColumnsType() {
        assertThat(problems("{topic: t, table: n.a, partition: [days(id)], " + COLUMNS + "}"))
                .singleElement()
                .asString()
                .startsWith("Cannot partition by 'days(id)': ");
        assertThat(problems("{topic: t, table: n.a, partition: [days(at), \"truncate(3, who)\"], " + COLUMNS + "}"))
                .isEmpty();
    }

    @Test
    void anEventTimeIsATime() {
        assertThat(problems("{topic: t, table: n.a, event-time: id, " + COLUMNS + "}"))
                .containsExactly("Cannot use event-time 'id': expected a date, timestamp or timestamptz, found long");
    }

    @Test
    void aKeyIsNeitherNestedNorAFractionNorRepeated() {
        assertThat(problems("{topic: t, table: n.a, key: [score, tags, id, id], " + COLUMNS + "}"))
                .containsExactly(
                        "Cannot use key 'score': a key cannot be double",
                        "Cannot use key 'tags': a key cannot be list<string>",
                        "Cannot use key: it names 'id' twice");
    }

    @Test
    void theNamesOfProvenanceAndOfIcebergAreReserved() {
        assertThat(
                        problems(
                                "{topic: t, table: n.a, key: [_kafka], columns: [{name: _Kafka, type: int}, {name: _deleted, type: int}]}"))
                .containsExactly(
                        "Cannot use key '_kafka': the name is reserved",
                        "Cannot declare column '_Kafka': the name is reserved",
                        "Cannot declare column '_deleted': the name is reserved");
    }

    @Test
    void columnsAreDeclaredOnceAndAtLeastOne() {
        assertThat(problems("{topic: t, table: n.a, columns: [{name: a, type: int}, {name: A, type: int}]}"))
                .containsExactly("Cannot declare column 'A' twice, in any case of letters");
        assertThat(problems("{topic: t, table: n.a, columns: []}"))
                .containsExactly("Cannot use columns: expected evolve or at least one column");
        assertThat(problems("{topic: t, table: n.a, columns: evolv}"))
                .containsExactly("Cannot use pipeline.streams[].columns: expected evolve or a list of columns, found a"
                        + " single value");
    }

    @Test
    void rulesFitTheType() {
        assertThat(problems("""
                        {topic: t, table: n.a, columns: [
                          {name: a, type: string, range: {min: 1}},
                          {name: b, type: int, pattern: "[0-9]+"},
                          {name: c, type: int, range: {min: 5, max: 1}},
                          {name: d, type: int, one-of: [1, x]},
                          {name: e, type: list<int>, one-of: [1]},
                          {name: f, type: string, one-of: []},
                          {name: g, type: string, pattern: "("},
                          {name: h, type: lon}]}
                        """))
                .satisfiesExactly(
                        it -> assertThat(it)
                                .isEqualTo(
                                        "Cannot use range of column 'a': its type is string, and range needs a number"),
                        it -> assertThat(it)
                                .isEqualTo(
                                        "Cannot use pattern of column 'b': its type is int, and pattern needs a string"),
                        it -> assertThat(it).isEqualTo("Cannot use range of column 'c': min is above max"),
                        it -> assertThat(it)
                                .isEqualTo(
                                        "Cannot use one-of of column 'd': its type is int, and one-of must list numbers"),
                        it -> assertThat(it)
                                .isEqualTo("Cannot use one-of of column 'e': its type is list<int>, and one-of needs a"
                                        + " single value"),
                        it -> assertThat(it).isEqualTo("Cannot use one-of of column 'f': no value is allowed"),
                        it -> assertThat(it).startsWith("Cannot read pattern '(': Unclosed group"),
                        it -> assertThat(it).startsWith("Cannot read type 'lon': 'lon' is not an Iceberg type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0 0 3 * * ?; true",
                "0 0/5 * ? * MON-FRI; true",
                "0 0 12 L * ? 2030; true",
                "0 15 10 ? * 6#3; true",
                "0 3 * * *; false",
                "nightly; false",
                "0 0 3 * * ? 2030 x; false"
            })
    void cronHasSixOrSevenFields(String cron, boolean isFine) {
        List<String> problems = messages("maintenance: {defaults: {compaction: {cron: \"" + cron + "\"}}}");

        assertThat(problems.isEmpty()).isEqualTo(isFine);
    }

    private static List<String> problems(String... streams) {
        return messages("pipeline:\n  streams:\n"
                + Arrays.stream(streams)
                        .map(stream -> "    - " + stream.strip().replace("\n", "\n      "))
                        .collect(Collectors.joining("\n")));
    }

    private static List<String> messages(String yaml) {
        String catalog = "catalog: {name: firn, properties: {type: jdbc}}\n";
        ConfigException failure = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.load(List.of(new ConfigSource("f", catalog + yaml)), name -> null));
        return failure == null
                ? List.of()
                : failure.problems().stream().map(Problem::message).toList();
    }
}
