package io.firn.pipeline.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.ColumnConfig;
import io.firn.lake.config.Rule;
import io.firn.lake.config.StreamConfig;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Streams as JSON text: the form in which operators carry them and in which the checkpoint directory keeps them. */
public final class StreamText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamText() {}

    public static String write(List<StreamConfig> streams) {
        ArrayNode all = JSON.createArrayNode();
        streams.forEach(stream -> all.add(write(stream)));
        return all.toString();
    }

    /** @throws IllegalArgumentException if the text is not what {@link #write} makes */
    public static List<StreamConfig> read(String text) {
        try {
            List<StreamConfig> streams = new ArrayList<>();
            JSON.readTree(text).forEach(stream -> streams.add(read(stream)));
            return streams;
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalArgumentException("Cannot read streams: the text is damaged", e);
        }
    }

    private static ObjectNode write(StreamConfig stream) {
        ObjectNode node = JSON.createObjectNode();
        node.put("topic", stream.topic());
        node.put("table", stream.table());
        node.set("key", strings(stream.key()));
        node.put("mode", stream.mode().name());
        node.set("partition", strings(stream.partition()));
        stream.eventTime().ifPresent(column -> node.put("event-time", column));
        ObjectNode properties = node.putObject("table-properties");
        stream.tableProperties().forEach(properties::put);
        if (stream.columns() instanceof StreamConfig.Declared declared) {
            ArrayNode columns = node.putArray("columns");
            declared.columns().forEach(column -> columns.add(write(column)));
        }
        return node;
    }

    private static StreamConfig read(JsonNode node) {
        Map<String, String> properties = new HashMap<>();
        node.get("table-properties")
                .properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().textValue()));
        StreamConfig.Columns columns = new StreamConfig.Evolve();
        if (node.has("columns")) {
            List<ColumnConfig> declared = new ArrayList<>();
            node.get("columns").forEach(column -> declared.add(readColumn(column)));
            columns = new StreamConfig.Declared(declared);
        }
        return new StreamConfig(
                node.get("topic").textValue(),
                node.get("table").textValue(),
                strings(node.get("key")),
                StreamConfig.Mode.valueOf(node.get("mode").textValue()),
                columns,
                strings(node.get("partition")),
                Optional.ofNullable(node.get("event-time")).map(JsonNode::textValue),
                properties);
    }

    private static ObjectNode write(ColumnConfig column) {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", column.name());
        node.put("type", column.type());
        node.put("required", column.required());
        ArrayNode rules = node.putArray("rules");
        column.rules().forEach(rule -> rules.add(write(rule)));
        return node;
    }

    private static ColumnConfig readColumn(JsonNode node) {
        List<Rule> rules = new ArrayList<>();
        node.get("rules").forEach(rule -> rules.add(readRule(rule)));
        return new ColumnConfig(
                node.get("name").textValue(),
                node.get("type").textValue(),
                node.get("required").booleanValue(),
                rules);
    }

    private static ObjectNode write(Rule rule) {
        ObjectNode node = JSON.createObjectNode();
        if (rule instanceof Rule.Range range) {
            range.min().ifPresent(min -> node.put("min", min.toString()));
            range.max().ifPresent(max -> node.put("max", max.toString()));
        } else if (rule instanceof Rule.Matches matches) {
            node.put("pattern", matches.pattern().pattern());
            node.put("flags", matches.pattern().flags());
        } else if (rule instanceof Rule.OneOf oneOf) {
            node.set("one-of", strings(oneOf.values()));
        }
        return node;
    }

    private static Rule readRule(JsonNode node) {
        if (node.has("pattern")) {
            return new Rule.Matches(Pattern.compile(
                    node.get("pattern").textValue(), node.get("flags").intValue()));
        }
        if (node.has("one-of")) {
            return new Rule.OneOf(strings(node.get("one-of")));
        }
        return new Rule.Range(decimal(node, "min"), decimal(node, "max"));
    }

    private static Optional<BigDecimal> decimal(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).map(value -> new BigDecimal(value.textValue()));
    }

    private static ArrayNode strings(List<String> values) {
        ArrayNode node = JSON.createArrayNode();
        values.forEach(node::add);
        return node;
    }

    private static List<String> strings(JsonNode node) {
        List<String> values = new ArrayList<>();
        node.forEach(value -> values.add(value.textValue()));
        return values;
    }
}
