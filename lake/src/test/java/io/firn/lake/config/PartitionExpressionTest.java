package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x;x",
                " a.b ;a.b",
                "bucket(16,x);bucket(16, x)",
                "Truncate( 4 , x );truncate(4, x)",
                "years(x);years(x)",
                "months(x);months(x)",
                "DAYS(x);days(x)",
                "hours (x);hours(x)"
            })
    void readsWhatItPrints(String text, String printed) {
        PartitionExpression expression = PartitionExpression.parse(text);

        assertThat(expression).hasToString(printed);
        assertThat(PartitionExpression.parse(printed)).isEqualTo(expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "day(x);the transforms are bucket, truncate, years, months, days and hours, not day",
                "bucket(x);bucket needs the number of buckets before the column",
                "bucket(0, x);the number of buckets must be at least 1",
                "truncate(-1, x);a width must be at least 1",
                "bucket(99999999999, x);99999999999 is too large",
                "days(2, x);days takes a column only",
                "days(;expected a column or a transform such as days(ts) or bucket(16, id)",
                "a b;expected a column or a transform such as days(ts) or bucket(16, id)"
            })
    void saysWhatIsWrong(String text, String reason) {
        assertThatThrownBy(() -> PartitionExpression.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read partition '" + text + "': " + reason);
    }

    @Test
    void makesTheSpecOfATable() {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.required(2, "at", Types.TimestampType.withZone()),
                Types.NestedField.required(3, "who", Types.StringType.get()));

        assertThat(PartitionExpression.spec(
                                schema,
                                List.of(
                                        PartitionExpression.parse("bucket(16, id)"),
                                        PartitionExpression.parse("days(at)"),
                                        PartitionExpression.parse("truncate(4, who)"),
                                        PartitionExpression.parse("who")))
                        .fields())
                .extracting(field -> field.name() + " " + field.transform())
                .containsExactly("id_bucket bucket[16]", "at_day day", "who_trunc truncate[4]", "who identity");
    }
}
