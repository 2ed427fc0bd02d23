package io.firn.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.firn.maintenance.plan.Operation;
import java.io.IOException;
import java.util.List;

/** How views become JSON and back: times as ISO-8601, absent values as null, operations by id, unknown fields ignored. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), operations())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    public static String write(Object view) {
        try {
            return MAPPER.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Cannot write JSON of " + view.getClass().getSimpleName(), e);
        }
    }

    /** @throws IllegalArgumentException if the text is not JSON of that type */
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    /** @throws IllegalArgumentException if the text is not a JSON array of that type */
    public static <T> List<T> readList(String text, Class<T> type) {
        JavaType list = MAPPER.getTypeFactory().constructCollectionType(List.class, type);
        try {
            return MAPPER.readValue(text, list);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static SimpleModule operations() {
        return new SimpleModule()
                .addSerializer(Operation.class, new StdSerializer<>(Operation.class) {
                    private static final long serialVersionUID = 1;

                    @Override
                    public void serialize(Operation operation, JsonGenerator json, SerializerProvider provider)
                            throws IOException {
                        json.writeString(operation.id());
                    }
                })
                .addDeserializer(Operation.class, new StdDeserializer<>(Operation.class) {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Operation deserialize(JsonParser json, DeserializationContext context) throws IOException {
                        String text = json.getText();
                        return Operation.parse(text)
                                .orElseThrow(() -> JsonMappingException.from(json, "unknown operation '" + text + "'"));
                    }
                });
    }

    private static IllegalArgumentException unreadable(JsonProcessingException e) {
        return new IllegalArgumentException("Cannot read JSON: " + e.getOriginalMessage(), e);
    }
}
