package io.firn.pipeline.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.pipeline.record.Reason;
import io.firn.pipeline.record.Rejection;
import java.io.IOException;

/**
 * Reads the bytes of a record as one JSON object. Any bytes have a result; nothing is thrown. Strict: UTF-8, no
 * duplicate names, nothing behind the object, no NaN, at most {@link #MAX_DEPTH} levels.
 */
public final class JsonRecords {
    /** Deeper structures than this are no data that a table could hold. */
    public static final int MAX_DEPTH = 64;

    private static final int MAX_NAME = 4096;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Names come from outside: interning them would fill the JVM's table for good.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final ObjectReader READER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .readerFor(ObjectNode.class);

    private JsonRecords() {}

    public static Parsed parse(byte[] value) {
        if (!Utf8.isText(value)) {
            return unreadable(Reason.NOT_UTF8, "the value is not UTF-8 text");
        }
        try (JsonParser parser = FACTORY.createParser(value)) {
            return parse(parser);
        } catch (IOException e) {
            return malformed();
        }
    }

    private static Parsed parse(JsonParser parser) throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return unreadable(Reason.EMPTY_RECORD, "the value holds nothing but white space");
            }
            if (first != JsonToken.START_OBJECT) {
                return unreadable(Reason.NOT_AN_OBJECT, "expected a JSON object");
            }
            ObjectNode fields = READER.readValue(parser);
            return parser.nextToken() == null ? new Parsed.Document(fields) : malformed();
        } catch (StreamConstraintsException e) {
            return parser.streamReadConstraints().getMaxNestingDepth()
                            <= parser.getParsingContext().getNestingDepth()
                    ? unreadable(Reason.TOO_DEEP, "nested more than " + MAX_DEPTH + " levels deep")
                    : unreadable(Reason.MALFORMED_JSON, "a name or a number is too long");
        } catch (MismatchedInputException e) {
            return unreadable(Reason.DUPLICATE_FIELD, "an object has the same field twice");
        }
    }

    private static Parsed malformed() {
        return unreadable(Reason.MALFORMED_JSON, "expected one JSON object");
    }

    private static Parsed unreadable(Reason reason, String detail) {
        return new Parsed.Unreadable(new Rejection(reason, detail));
    }
}
