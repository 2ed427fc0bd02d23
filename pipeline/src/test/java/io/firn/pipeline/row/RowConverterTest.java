package io.firn.pipeline.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.ColumnTypes;
import io.firn.lake.config.Provenance;
import io.firn.pipeline.parse.JsonRecords;
import io.firn.pipeline.parse.Parsed;
import io.firn.pipeline.record.Origin;
import io.firn.pipeline.record.Reason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowConverterTest {
    private static final Origin ORIGIN = new Origin("raw", 3, 42, 1_700_000_000_123L);
    private static final int COLUMN = 1;

    @Test
    void originComesFirst() {
        RowData row = convert("string", "\"x\"").getRow(0, 4);
        assertThat(row.getString(0)).hasToString("raw");
        assertThat(row.getInt(1)).isEqualTo(3);
        assertThat(row.getLong(2)).isEqualTo(42);
        assertThat(row.getTimestamp(3, 6).getMillisecond()).isEqualTo(1_700_000_000_123L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int|2147483648|WRONG_TYPE",
                "int|1.5|WRONG_TYPE",
                "int|\"1\"|WRONG_TYPE",
                "int|true|WRONG_TYPE",
                "long|9223372036854775808|WRONG_TYPE",
                "long|1e999999999|WRONG_TYPE",
                "long|1e-999999999|WRONG_TYPE",
                "double|9007199254740993|NUMBER_NOT_EXACT",
                "double|1e400|NUMBER_NOT_EXACT",
                "double|1e-400|NUMBER_NOT_EXACT",
                "double|0.12345678901234567890123|NUMBER_NOT_EXACT",
                "float|16777217|NUMBER_NOT_EXACT",
                "float|0.123456789|NUMBER_NOT_EXACT",
                "decimal(5,2)|1.234|NUMBER_NOT_EXACT",
                "decimal(5,2)|1234.5|NUMBER_NOT_EXACT",
                "decimal(5,2)|1e999999999|NUMBER_NOT_EXACT",
                "date|\"2024-02-30\"|WRONG_TYPE",
                "date|\"2024-02\"|WRONG_TYPE",
                "date|19000|WRONG_TYPE",
                "timestamp|\"2024-01-01T10:00:00Z\"|WRONG_TYPE",
                "timestamptz|\"2024-01-01T10:00:00\"|WRONG_TYPE",
                "timestamp|\"2024-01-01T10:00:00.1234567\"|WRONG_TYPE",
                "time|\"10:00:00.0001\"|WRONG_TYPE",
                "uuid|\"1-1-1-1-1\"|WRONG_TYPE",
                "binary|\"*\"|WRONG_TYPE",
                "fixed[2]|\"AAAA\"|WRONG_TYPE",
                "boolean|1|WRONG_TYPE",
                "string|1|WRONG_TYPE",
                "string|\"\\ud800\"|WRONG_TYPE",
                "list<int>|[1,\"x\"]|WRONG_TYPE",
                "list<int>|{}|WRONG_TYPE",
                "struct<a: int>|{\"b\":1}|UNKNOWN_FIELD",
                "map<string, int>|{\"k\":1.5}|WRONG_TYPE"
            })
    void whatATypeCannotHoldIsAMismatch(String type, String json, Reason reason) {
        Mismatch mismatch = catchThrowableOfType(Mismatch.class, () -> convert(type, json));
        assertThat(mismatch.reason()).isEqualTo(reason);
        assertThat(mismatch.rejection().detail()).startsWith("field 'c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int|1.0|1",
                "int|1e3|1000",
                "long|9223372036854775807|9223372036854775807",
                "double|0.1|0.1",
                "double|81|81.0",
                "double|9007199254740992|9.007199254740992E15",
                "float|0.1|0.1",
                "decimal(5,2)|1.5|1.50",
                "decimal(5,2)|0e999|0.00",
                "date|\"2024-02-29\"|19782",
                "time|\"00:00:01\"|1000",
                "boolean|true|true",
                "string|\"é😀\"|é😀"
            })
    void whatATypeHoldsIsUnchanged(String type, String json, String expected) {
        Type iceberg = ColumnTypes.parse(type, () -> 9);
        Object value = RowData.createFieldGetter(org.apache.iceberg.flink.FlinkSchemaUtil.convert(iceberg), COLUMN)
                .getFieldOrNull(convert(type, json));
        assertThat(value).hasToString(expected);
    }

    @Test
    void timestampsKeepMicroseconds() {
        TimestampData local =
                convert("timestamp", "\"1969-12-31T23:59:59.999999\"").getTimestamp(COLUMN, 6);
        assertThat(local.getMillisecond() * 1000 + local.getNanoOfMillisecond() / 1000)
                .isEqualTo(-1);
        TimestampData instant =
                convert("timestamptz", "\"2024-01-01T02:00:00+02:00\"").getTimestamp(COLUMN, 6);
        assertThat(instant.toInstant()).hasToString("2024-01-01T00:00:00Z");
    }

    @Test
    void nestedValuesAreConvertedInPlace() {
        RowData row = convert("struct<a: list<int>, m: map<string, double>>", "{\"a\":[1,null],\"m\":{\"k\":0.5}}");
        RowData struct = row.getRow(COLUMN, 2);
        assertThat(struct.getArray(0).getInt(0)).isEqualTo(1);
        assertThat(struct.getArray(0).isNullAt(1)).isTrue();
        assertThat(struct.getMap(1).valueArray().getDouble(0)).isEqualTo(0.5);
    }

    @Test
    void theNameOfTheProvenanceIsReserved() {
        Schema schema = schema(Types.LongType.get());
        Mismatch mismatch = catchThrowableOfType(
                Mismatch.class, () -> new RowConverter(schema).convert(object("{\"_kafka\":1}"), ORIGIN));
        assertThat(mismatch.reason()).isEqualTo(Reason.BAD_FIELD_NAME);
    }

    @Property
    void longsComeBackAsTheyWere(@ForAll long number) {
        assertThat(convert("long", Long.toString(number)).getLong(COLUMN)).isEqualTo(number);
    }

    @Property
    void doublesComeBackAsTheyWere(@ForAll double number) {
        assertThat(convert("double", Double.toString(number)).getDouble(COLUMN)).isEqualTo(number == 0 ? 0.0 : number);
    }

    @Property
    void decimalsAreHeldOrRefusedNeverChanged(@ForAll BigDecimal number) {
        try {
            BigDecimal held = convert("decimal(20,4)", number.toString())
                    .getDecimal(COLUMN, 20, 4)
                    .toBigDecimal();
            assertThat(held).isEqualByComparingTo(number);
        } catch (Mismatch e) {
            assertThat(e.reason()).isEqualTo(Reason.NUMBER_NOT_EXACT);
        }
    }

    @Property
    void doublesAreHeldOrRefusedNeverChanged(@ForAll BigDecimal number) {
        try {
            double held = convert("double", number.toString()).getDouble(COLUMN);
            assertThat(new BigDecimal(Double.toString(held)).compareTo(number) == 0
                            || new BigDecimal(held).compareTo(number) == 0)
                    .isTrue();
        } catch (Mismatch e) {
            assertThat(e.reason()).isEqualTo(Reason.NUMBER_NOT_EXACT);
        }
    }

    private static RowData convert(String type, String json) {
        AtomicInteger ids = new AtomicInteger(10);
        Schema schema = schema(ColumnTypes.parse(type, ids::incrementAndGet));
        return new RowConverter(schema).convert(object("{\"c\":" + json + "}"), ORIGIN);
    }

    private static Schema schema(Type type) {
        List<NestedField> columns = new ArrayList<>(List.of(Provenance.column(new AtomicInteger()::incrementAndGet)));
        columns.add(NestedField.optional(9, "c", type));
        return new Schema(columns);
    }

    private static ObjectNode object(String json) {
        return ((Parsed.Document) JsonRecords.parse(json.getBytes(StandardCharsets.UTF_8))).fields();
    }
}
