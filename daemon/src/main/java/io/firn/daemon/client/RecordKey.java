package io.firn.daemon.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The Kafka key of a record: a JSON object of some of its fields, always in the same order. */
final class RecordKey {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final List<String> fields;

    RecordKey(List<String> fields) {
        this.fields = List.copyOf(fields);
    }

    /** Absent where no field is asked for, the record is no JSON object or it lacks a field. */
    Optional<byte[]> of(byte[] record) {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode json = MAPPER.readTree(record);
            ObjectNode key = MAPPER.createObjectNode();
            for (String field : fields) {
                JsonNode value = json.get(field);
                if (value == null) {
                    return Optional.empty();
                }
                key.set(field, value);
            }
            return Optional.of(MAPPER.writeValueAsBytes(key));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
