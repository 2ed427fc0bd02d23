package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "boolean",
                "int",
                "long",
                "float",
                "double",
                "date",
                "time",
                "timestamp",
                "timestamptz",
                "string",
                "uuid",
                "binary",
                "fixed[16]",
                "decimal(38, 10)"
            })
    void readsPrimitivesAsIcebergWritesThem(String type) {
        assertThat(parse(type)).isEqualTo(type);
        assertThat(parse(" " + type.toUpperCase(Locale.ROOT) + " ")).isEqualTo(type);
    }

    @Test
    void readsNestedTypesWithIdsInTheOrderOfTheText() {
        assertThat(parse("struct<a: list<decimal(4,1)>, b: map<string, struct<c: int>>>"))
                .isEqualTo(
                        "struct<1: a: optional list<decimal(4, 1)>, 3: b: optional map<string, struct<6: c: optional int>>>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lon | 'lon' is not an Iceberg type",
                "decimal(50,1) | a decimal has 1 to 38 digits",
                "decimal(2,3) | a decimal has 1 to 38 digits",
                "list<int | expected '>', found the end",
                "list | expected '<', found the end",
                "list<> | a name is missing before '>'",
                "map<int, int> | a map's key must be string",
                "map<string> | expected ',', found '>'",
                "struct<a int> | expected ':', found 'i'",
                "struct<a: int, a: long> | the struct has two fields 'a'",
                "int int | nothing may follow the type, found 'int'",
                "timestamp_ns | 'timestamp_ns' is not an Iceberg type",
                "'' | it ends early"
            })
    void saysWhatIsWrong(String type, String reason) {
        assertThatThrownBy(() -> parse(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read type '" + type + "': ")
                .hasMessageContaining(reason);
    }

    private static String parse(String text) {
        return ColumnTypes.parse(text, new AtomicInteger()::incrementAndGet).toString();
    }
}
