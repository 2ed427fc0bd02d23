package io.firn.pipeline.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.ColumnConfig;
import io.firn.lake.config.Rule;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.record.Reason;
import io.firn.pipeline.schema.StreamTable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordValidatorTest {
    private static final StreamConfig STREAM = new StreamConfig(
            "raw",
            "n.t",
            List.of("site", "at"),
            StreamConfig.Mode.UPSERT,
            new StreamConfig.Declared(List.of(
                    new ColumnConfig("site", "string", true, List.of(new Rule.Matches(Pattern.compile("[A-Z]{2}")))),
                    new ColumnConfig("at", "timestamptz", true, List.of()),
                    new ColumnConfig(
                            "pulse",
                            "int",
                            false,
                            List.of(new Rule.Range(Optional.of(BigDecimal.ONE), Optional.of(BigDecimal.valueOf(300))))),
                    new ColumnConfig("arm", "string", false, List.of(new Rule.OneOf(List.of("A", "B")))),
                    new ColumnConfig("visit", "double", true, List.of(new Rule.OneOf(List.of("1", "2.5")))))),
            List.of(),
            Optional.empty(),
            Map.of());
    private static final RecordValidator VALIDATOR =
            new RecordValidator(STREAM, new StreamTable(STREAM).schema(), 100_000);
    private static final String REST = "\"site\":\"XY\",\"at\":\"2024-01-01T00:00:00Z\",\"visit\":1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"site\":\"XY\",\"visit\":1}|MISSING_KEY",
                "{\"site\":null,\"at\":\"2024-01-01T00:00:00Z\",\"visit\":1}|MISSING_KEY",
                "{\"site\":\"XY\",\"at\":\"2024-01-01T00:00:00Z\"}|MISSING_FIELD",
                "{\"site\":\"xy\",\"at\":\"2024-01-01T00:00:00Z\",\"visit\":1}|RULE_BROKEN",
                "{\"site\":\"XY\",\"at\":\"2024-01-01T00:00:00Z\",\"visit\":3}|RULE_BROKEN",
                "{\"site\":\"XY\",\"at\":\"yesterday\",\"visit\":1}|WRONG_TYPE",
                "{\"site\":\"XY\",\"at\":\"2024-01-01T00:00:00Z\",\"visit\":1,\"more\":1}|UNKNOWN_FIELD"
            })
    void whatTheDeclarationForbidsIsRejected(String json, Reason reason) {
        assertThat(reason(VALIDATOR.validate(raw(json)))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"0,RULE_BROKEN", "1,", "300,", "301,RULE_BROKEN", "null,"})
    void rangesIncludeTheirEnds(String pulse, Reason reason) {
        assertThat(reason(VALIDATOR.validate(raw("{" + REST + ",\"pulse\":" + pulse + "}"))))
                .isEqualTo(reason);
    }

    @Test
    void oneKeyHasOneTextHoweverItIsSpelt() {
        String other = REST.replace("2024-01-01T00:00:00Z", "2024-01-01T01:00:00.000+01:00");
        assertThat(key("{" + REST + "}")).isEqualTo(key("{" + other + "}")).contains("\"site\":\"XY\"");
    }

    @Test
    void absentAndNullAreEqualAndNothingUnknownIsNotUnknown() {
        assertThat(reason(VALIDATOR.validate(raw("{" + REST + ",\"arm\":null,\"more\":null,\"any\":{\"x\":[]}}"))))
                .isNull();
    }

    @Test
    void detailsNameFieldsNeverValues() {
        Verdict verdict = VALIDATOR.validate(raw("{" + REST.replace("XY", "secret") + "}"));
        assertThat(((Verdict.Rejected) verdict).rejection().detail())
                .contains("'site'")
                .doesNotContain("secret");
    }

    @Test
    void emptyAndLargeRecordsAreRejectedUnread() {
        assertThat(reason(VALIDATOR.validate(raw((byte[]) null)))).isEqualTo(Reason.EMPTY_RECORD);
        assertThat(reason(VALIDATOR.validate(raw(new byte[0])))).isEqualTo(Reason.EMPTY_RECORD);
        assertThat(reason(VALIDATOR.validate(raw(new byte[100_001])))).isEqualTo(Reason.TOO_LARGE);
        String longKey = REST.replace("\"XY\"", "\"" + "X".repeat(20_000) + "\"");
        assertThat(reason(VALIDATOR.validate(raw("{" + longKey + "}")))).isEqualTo(Reason.RULE_BROKEN);
    }

    @Property
    void anyBytesHaveAVerdict(@ForAll byte[] bytes) {
        assertThat(VALIDATOR.validate(raw(bytes))).isInstanceOf(Verdict.Rejected.class);
    }

    private static String key(String json) {
        return new String(((Verdict.Valid) VALIDATOR.validate(raw(json))).key(), StandardCharsets.UTF_8);
    }

    private static Reason reason(Verdict verdict) {
        return verdict instanceof Verdict.Rejected rejected
                ? rejected.rejection().reason()
                : null;
    }

    private static Envelope raw(String json) {
        return raw(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Envelope raw(byte[] value) {
        return new Envelope("raw", 0, 1, 2, null, value, new String[0], new byte[0][]);
    }
}
