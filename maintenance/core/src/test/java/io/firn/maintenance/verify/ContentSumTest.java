package io.firn.maintenance.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ContentSumTest {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(
                    2,
                    "nested",
                    Types.MapType.ofOptional(
                            3, 4, Types.StringType.get(), Types.ListType.ofOptional(5, Types.LongType.get()))),
            Types.NestedField.optional(6, "bytes", Types.BinaryType.get()));

    private static Record row(@Nullable Object... values) {
        Record row = GenericRecord.create(SCHEMA);
        for (int i = 0; i < values.length; i++) {
            row.set(i, values[i]);
        }
        return row;
    }

    private static ContentSum sum(Record... rows) {
        ContentSum sum = new ContentSum(SCHEMA);
        for (Record row : rows) {
            sum.add(row);
        }
        return sum;
    }

    @Property(tries = 50)
    void theOrderOfRowsDoesNotMatterAndEveryRowCounts(@ForAll @NotEmpty List<Long> ids) {
        ContentSum forward = new ContentSum(SCHEMA);
        ContentSum backward = new ContentSum(SCHEMA);
        ContentSum twice = new ContentSum(SCHEMA);
        for (int i = 0; i < ids.size(); i++) {
            forward.add(row(ids.get(i)));
            backward.add(row(ids.get(ids.size() - 1 - i)));
            twice.add(row(ids.get(i)));
            twice.add(row(ids.get(i)));
        }
        assertThat(forward.differing(backward)).isEmpty();
        assertThat(forward.sameRows(backward)).isTrue();
        assertThat(forward.differing(twice)).as("equal rows do not cancel").contains(1);
    }

    @Test
    void twoEqualRowsDoNotCancelEachOther() {
        ContentSum before = sum(row(1L), row(1L));
        ContentSum after = sum(row(2L), row(2L));
        assertThat(before.differing(after)).contains(1);
        assertThat(before.sameRows(after)).isFalse();
    }

    @Test
    void valuesThatChangedPlacesBetweenRowsAreSeen() {
        ContentSum before = sum(row(1L, null, bytes("a")), row(2L, null, bytes("b")));
        ContentSum after = sum(row(1L, null, bytes("b")), row(2L, null, bytes("a")));
        assertThat(before.differing(after)).isEmpty();
        assertThat(before.sameRows(after)).isFalse();
    }

    @Test
    void anElementDeepInsideIsSeenAndTheOrderOfAMapIsNot() {
        Map<String, List<Long>> one = new LinkedHashMap<>();
        one.put("x", List.of(1L, 2L));
        one.put("y", List.of());
        Map<String, List<Long>> other = new LinkedHashMap<>();
        other.put("y", List.of());
        other.put("x", List.of(1L, 2L));
        assertThat(sum(row(1L, one)).differing(sum(row(1L, other)))).isEmpty();
        other.put("x", List.of(2L, 1L));
        assertThat(sum(row(1L, one)).differing(sum(row(1L, other)))).containsExactly(2);
    }

    @Test
    void nothingIsNotAnEmptyValueAndABufferIsReadAndNotConsumed() {
        ByteBuffer buffer = bytes("abc");
        assertThat(sum(row(null, null, buffer)).differing(sum(row(null, null, buffer))))
                .isEmpty();
        assertThat(sum(row(null, null, bytes(""))).differing(sum(row()))).containsExactly(6);
        assertThat(sum(row(0L)).differing(sum(row()))).containsExactly(1);
    }

    @Test
    void aValueWithoutACanonicalFormIsRefused() {
        assertThatThrownBy(() -> sum(row(1L, new StringBuilder[0])))
                .hasMessage("Cannot sum up a column's content: no canonical form of StringBuilder[]");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
