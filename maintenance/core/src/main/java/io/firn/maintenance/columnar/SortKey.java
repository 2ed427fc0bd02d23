package io.firn.maintenance.columnar;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * One field of a sort order, as it orders the values of a column that lie in memory as Parquet stores them: numbers by
 * their size, with NaN the largest; strings, bytes and UUIDs by their bytes, taken as unsigned.
 */
final class SortKey {
    private static final int RANK_BYTES = Long.BYTES;

    private final int ordinal;
    private final ValueLayout layout;
    private final boolean isDecimal;
    private final boolean isIdentity;
    private final UnaryOperator<byte[]> transform;
    private final SortDirection direction;
    private final NullOrder nullOrder;

    private SortKey(
            int ordinal, PrimitiveType type, boolean isIdentity, UnaryOperator<byte[]> transform, SortField field) {
        this.ordinal = ordinal;
        this.layout = ValueLayout.of(type);
        this.isDecimal = type.getLogicalTypeAnnotation()
                instanceof org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
        this.isIdentity = isIdentity;
        this.transform = transform;
        this.direction = field.direction();
        this.nullOrder = field.nullOrder();
    }

    /**
     * Those of an order.
     *
     * @throws NotColumnarException if it sorts by what cannot be sorted by here
     */
    static List<SortKey> of(SortOrder order, Schema schema, List<ColumnDescriptor> columns) {
        List<SortKey> keys = new ArrayList<>();
        for (SortField field : order.fields()) {
            if (field.transform().isVoid()) {
                continue;
            }
            Type source = schema.findType(field.sourceId());
            int ordinal = FieldColumns.ordinal(columns, field.sourceId())
                    .orElseThrow(() -> new NotColumnarException(
                            "the table is sorted by a column that was dropped or is within a list or map"));
            if (!field.transform().canTransform(source)) {
                throw new NotColumnarException("the table is sorted by a transform that is not known");
            }
            PrimitiveType type = columns.get(ordinal).getPrimitiveType();
            if (field.transform().isIdentity()) {
                keys.add(new SortKey(ordinal, type, true, UnaryOperator.identity(), field));
            } else {
                Type result = field.transform().getResultType(source);
                PrimitiveType stored = ParquetSchemaUtil.convert(
                                new Schema(Types.NestedField.required(1, "result", result)), "result")
                        .getColumns()
                        .get(0)
                        .getPrimitiveType();
                keys.add(
                        new SortKey(ordinal, stored, false, transform(field.transform(), source, type, stored), field));
            }
        }
        return keys;
    }

    @SuppressWarnings("unchecked") // The transform says that it takes values of this type.
    private static UnaryOperator<byte[]> transform(
            Transform<?, ?> transform, Type source, PrimitiveType from, PrimitiveType to) {
        var bound = ((Transform<Object, Object>) transform).bind(source);
        return plain -> PlainValue.of(bound.apply(value(plain, source, from)), to);
    }

    /** As Iceberg holds it in memory. */
    private static Object value(byte[] plain, Type type, PrimitiveType stored) {
        if (type instanceof Types.DecimalType decimal) {
            BigInteger unscaled = stored.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                    ? new BigInteger(plain)
                    : BigInteger.valueOf(number(plain, 0, stored.getPrimitiveTypeName()));
            return new BigDecimal(unscaled, decimal.scale());
        }
        return Conversions.fromByteBuffer(type, ByteBuffer.wrap(plain));
    }

    /** Of the column among the output's. */
    int ordinal() {
        return ordinal;
    }

    boolean hasNullsFirst() {
        return nullOrder == NullOrder.NULLS_FIRST;
    }

    /** What the rows are ordered by, in the rows of the column. */
    DecodedColumn of(DecodedColumn column) {
        return isIdentity ? column : column.transformed(layout, transform);
    }

    /** A number that orders the values of {@link #of}, but for those that begin with the same eight bytes. */
    long rank(DecodedColumn column, int entry) {
        long rank;
        if (layout.isBoolean()) {
            rank = column.number(entry);
        } else if (isNumber()) {
            rank = number(column.bytes(entry), column.start(entry), layout.type());
        } else {
            rank = beginning(column.bytes(entry), column.start(entry), column.length(entry));
        }
        return isDescending() ? ~rank : rank;
    }

    private long beginning(byte[] bytes, int start, int length) {
        long prefix = 0;
        for (int i = 0; i < Math.min(RANK_BYTES, length); i++) {
            prefix |= (bytes[start + i] & 0xffL) << (Long.SIZE - Byte.SIZE * (i + 1));
        }
        // As a signed number the first byte of a decimal is in order already.
        return isDecimal ? prefix : prefix ^ Long.MIN_VALUE;
    }

    /** The place of each value of a dictionary among all of them. */
    int[] places(ValueDictionary values) {
        int[] ids = new int[values.size()];
        long[] beginnings = new long[ids.length];
        for (int id = 0; id < ids.length; id++) {
            ids[id] = id;
            beginnings[id] = beginning(values.bytes(), values.start(id), values.length(id));
        }
        IntArrays.mergeSort(ids, (one, other) -> {
            int order = Long.compare(beginnings[one], beginnings[other]);
            return order != 0
                    ? order
                    : Arrays.compareUnsigned(
                            values.bytes(),
                            values.start(one),
                            values.start(one) + values.length(one),
                            values.bytes(),
                            values.start(other),
                            values.start(other) + values.length(other));
        });
        int[] places = new int[ids.length];
        for (int place = 0; place < ids.length; place++) {
            places[ids[place]] = isDescending() ? ids.length - place : place;
        }
        return places;
    }

    /** Whether there is an order among values of the same rank. */
    boolean isLongerThanRank() {
        return !isNumber() && !layout.isBoolean();
    }

    /** Of two entries of the same rank. */
    int compare(DecodedColumn column, int one, int other) {
        if (column.number(one) == column.number(other)) {
            return 0;
        }
        int startOfOne = column.start(one);
        int startOfOther = column.start(other);
        int order = Arrays.compareUnsigned(
                column.bytes(one),
                startOfOne,
                startOfOne + column.length(one),
                column.bytes(other),
                startOfOther,
                startOfOther + column.length(other));
        return isDescending() ? -order : order;
    }

    private boolean isDescending() {
        return direction == SortDirection.DESC;
    }

    private boolean isNumber() {
        return layout.width() > 0 && layout.type() != PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    }

    private static long number(byte[] bytes, int at, PrimitiveTypeName type) {
        return switch (type) {
            case INT32 -> LittleEndian.intAt(bytes, at);
            case INT64 -> LittleEndian.longAt(bytes, at);
            case FLOAT -> {
                int bits = Float.floatToIntBits(ValueLayout.floatAt(bytes, at));
                yield bits ^ ((bits >> 31) & Integer.MAX_VALUE);
            }
            case DOUBLE -> {
                long bits = Double.doubleToLongBits(ValueLayout.doubleAt(bytes, at));
                yield bits ^ ((bits >> 63) & Long.MAX_VALUE);
            }
            default -> throw new IllegalArgumentException("Cannot take a value of type " + type + " for a number");
        };
    }

    /** Appends the value of a row so that keys order as the unsigned bytes of what was appended. */
    void append(DecodedColumn column, int entry, KeyBytes key) {
        boolean isNull = column.isNull(entry);
        key.put(isNull == hasNullsFirst() ? 0 : 1);
        if (isNull) {
            return;
        }
        if (!isLongerThanRank()) {
            key.putLong(rank(column, entry) ^ Long.MIN_VALUE);
            return;
        }
        int start = column.start(entry);
        int flip = isDescending() ? 0xff : 0;
        for (int i = 0; i < column.length(entry); i++) {
            int next = column.bytes(entry)[start + i] & 0xff;
            int inOrder = isDecimal && i == 0 ? next ^ 0x80 : next;
            key.put(inOrder ^ flip);
            if (inOrder == 0) {
                key.put(0xff ^ flip);
            }
        }
        // Less than any byte that could go on, so that a value comes before those that it begins.
        key.put(flip);
        key.put(flip);
    }
}
