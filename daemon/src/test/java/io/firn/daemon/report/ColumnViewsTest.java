package io.firn.daemon.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

final class ColumnViewsTest {
    @Test
    void nestedTypesAreWrittenWithoutFieldIds() {
        Types.StructType struct = Types.StructType.of(
                NestedField.optional(10, "code", Types.StringType.get()),
                NestedField.optional(11, "doses", Types.ListType.ofOptional(12, Types.DecimalType.of(9, 2))),
                NestedField.optional(
                        13, "units", Types.MapType.ofOptional(14, 15, Types.StringType.get(), Types.LongType.get())));
        assertThat(ColumnViews.text(struct))
                .isEqualTo("struct<code: string, doses: list<decimal(9, 2)>, units: map<string, long>>");
    }
}
