package io.firn.pipeline.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.pipeline.record.Reason;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"a\":1|MALFORMED_JSON",
                "{\"a\":1}x|MALFORMED_JSON",
                "{\"a\":1}{}|MALFORMED_JSON",
                "{\"a\":NaN}|MALFORMED_JSON",
                "{\"a\":01}|MALFORMED_JSON",
                "{'a':1}|MALFORMED_JSON",
                "{\"a\":1,}|MALFORMED_JSON",
                "nonsense|MALFORMED_JSON",
                "[1]|NOT_AN_OBJECT",
                "3|NOT_AN_OBJECT",
                "null|NOT_AN_OBJECT",
                "^  ^|EMPTY_RECORD",
                "{\"a\":1,\"a\":2}|DUPLICATE_FIELD",
                "{\"b\":{\"a\":1,\"a\":2}}|DUPLICATE_FIELD"
            })
    void whatIsNotOneObjectHasItsReason(String text, Reason reason) {
        assertThat(reason(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"64,", "65,TOO_DEEP", "100000,TOO_DEEP"})
    void depthIsBounded(int depth, Reason reason) {
        String text = "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
        assertThat(reason(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"ff", "c080", "eda080", "f4908080", "007b007d", "c3", "7b2261223a2200227d"})
    void bytesThatAreNotUtf8AreRefused(String hex) {
        assertThat(reason(java.util.HexFormat.of().parseHex(hex))).isEqualTo(Reason.NOT_UTF8);
    }

    @Property
    void anyBytesHaveAResult(@ForAll byte[] bytes) {
        assertThat(JsonRecords.parse(bytes)).isNotNull();
    }

    @Property
    void utf8IsWhatTheCharsetDecodes(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.isText(bytes)).isEqualTo(text.indexOf(0) < 0);
    }

    private static Reason reason(byte[] bytes) {
        return JsonRecords.parse(bytes) instanceof Parsed.Unreadable unreadable
                ? unreadable.rejection().reason()
                : null;
    }
}
