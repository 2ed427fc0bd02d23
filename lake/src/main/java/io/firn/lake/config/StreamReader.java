package io.firn.lake.config;

import io.firn.lake.config.StreamConfig.Columns;
import io.firn.lake.config.StreamConfig.Declared;
import io.firn.lake.config.StreamConfig.Evolve;
import io.firn.lake.config.StreamConfig.Mode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one item of {@code pipeline.streams}. */
final class StreamReader {
    private static final Kind<BigDecimal> NUMBER = Kind.of("a number", BigDecimal::new, number -> true);
    /** Checked here and kept as text: field ids belong to whoever creates the table. */
    private static final Kind<String> TYPE = Kind.explained("an Iceberg type", StreamReader::typeText);

    private StreamReader() {}

    static Located<StreamConfig> read(Section section) {
        String topic = section.required("topic", Kinds.TOPIC, "the raw topic");
        String table = section.required("table", Kinds.TABLE, "`namespace.name` of the table that it lands in");
        List<Located<String>> key = section.list(
                "key",
                Kinds.FIELD,
                "fields that identify a row; needed for `upsert`, and what keys the validated topic");
        Mode mode = section.value(
                "mode",
                Kind.oneOf(Mode.class),
                "append",
                "`append`: every record is a row; `upsert`: the newest record of a key is the row");
        Columns columns = columns(section);
        List<Located<PartitionExpression>> partition = section.list(
                "partition",
                Kind.PARTITION,
                "`x`, `bucket(16, x)`, `truncate(4, x)`, `years(ts)`, `months(ts)`, `days(ts)`, `hours(ts)`");
        Optional<String> eventTime =
                section.optional("event-time", Kinds.FIELD, "none", "the column that says when the event happened");
        var tableProperties =
                section.properties("table-properties", "Iceberg table properties, set when the table is created");
        StreamConfig stream = new StreamConfig(
                topic,
                table,
                key.stream().map(Located::value).toList(),
                mode,
                columns,
                partition.stream().map(field -> field.value().toString()).toList(),
                eventTime,
                tableProperties);
        if (!section.isDescribing()) {
            new StreamChecks(section, stream).check(key, partition);
        }
        return new Located<>(section.origin("topic"), stream);
    }

    private static Columns columns(Section section) {
        section.document(
                "columns",
                "`evolve` or a list of columns",
                "`evolve`",
                "`evolve`: new fields become optional columns; a list: these columns, and nothing else fits");
        boolean evolves = !section.has("columns") || section.says("columns", "evolve");
        if (evolves && !section.isDescribing()) {
            return new Evolve();
        }
        List<ColumnConfig> columns = new ArrayList<>();
        for (Section column : section.sections("columns", "evolve or a list of columns")) {
            columns.add(column(column));
        }
        return new Declared(columns);
    }

    private static ColumnConfig column(Section section) {
        String name = section.required("name", Kinds.FIELD, "the JSON field and the column");
        String type = section.required(
                "type", TYPE, "`long`, `decimal(10,2)`, `timestamptz`, `list<string>`, `struct<a: int>` and so on");
        boolean required =
                section.value("required", Kind.FLAG, "false", "whether a record without it is a dead letter");
        List<Rule> rules = new ArrayList<>();
        Section range = section.section("range");
        Optional<BigDecimal> min = range.optional("min", NUMBER, "open", "the least value allowed");
        Optional<BigDecimal> max = range.optional("max", NUMBER, "open", "the greatest value allowed");
        if (min.isPresent() || max.isPresent()) {
            rules.add(new Rule.Range(min, max));
        }
        section.optional("pattern", Kind.REGEX, "none", "a regular expression for the whole text")
                .ifPresent(pattern -> rules.add(new Rule.Matches(pattern)));
        List<Located<String>> oneOf = section.list("one-of", Kind.PROPERTY, "the values allowed");
        if (section.has("one-of")) {
            rules.add(new Rule.OneOf(oneOf.stream().map(Located::value).toList()));
        }
        ColumnConfig column = new ColumnConfig(name, type, required, rules);
        ColumnChecks.check(section, column);
        return column;
    }

    private static String typeText(String text) {
        return ColumnTypes.parse(text, () -> 0).isPrimitiveType() ? text.strip() : text;
    }
}
