package io.firn.maintenance.columnar;

import java.util.Objects;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Turns plain values of an input's column into those of the table's: Iceberg lets {@code int} become {@code long}, {@code
 * float} become {@code double} and decimals get longer, and writers store decimals in different forms.
 */
final class ValueConversion {
    private final Kind kind;
    private final ValueLayout from;
    private final ValueLayout to;

    private enum Kind {
        NONE,
        INTEGER,
        FLOATING,
        DECIMAL
    }

    private ValueConversion(Kind kind, ValueLayout from, ValueLayout to) {
        this.kind = kind;
        this.from = from;
        this.to = to;
    }

    /** @throws NotColumnarException if there is none between the two */
    static ValueConversion of(PrimitiveType from, PrimitiveType to) {
        return new ValueConversion(kind(from, to), ValueLayout.of(from), ValueLayout.of(to));
    }

    private static Kind kind(PrimitiveType from, PrimitiveType to) {
        PrimitiveTypeName stored = from.getPrimitiveTypeName();
        LogicalTypeAnnotation said = from.getLogicalTypeAnnotation();
        LogicalTypeAnnotation wanted = to.getLogicalTypeAnnotation();
        if (said instanceof DecimalLogicalTypeAnnotation old && wanted instanceof DecimalLogicalTypeAnnotation now) {
            if (old.getScale() == now.getScale() && old.getPrecision() <= now.getPrecision()) {
                return isSameStorage(from, to) ? Kind.NONE : Kind.DECIMAL;
            }
        } else if (isSameStorage(from, to)) {
            if (isSameMeaning(said, wanted)) {
                return Kind.NONE;
            }
        } else if (stored == PrimitiveTypeName.INT32 && to.getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
            if (wanted == null && isSignedOrNothing(said)) {
                return Kind.INTEGER;
            }
        } else if (stored == PrimitiveTypeName.FLOAT && to.getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE) {
            return Kind.FLOATING;
        }
        throw new NotColumnarException("a column is stored in a type that is not converted");
    }

    private static boolean isSameStorage(PrimitiveType from, PrimitiveType to) {
        return from.getPrimitiveTypeName() == to.getPrimitiveTypeName()
                && (from.getPrimitiveTypeName() != PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                        || from.getTypeLength() == to.getTypeLength());
    }

    /** Writers differ in what they say of the same values. */
    private static boolean isSameMeaning(LogicalTypeAnnotation said, LogicalTypeAnnotation wanted) {
        if (wanted == null) {
            return isSignedOrNothing(said);
        }
        if (wanted instanceof TimeLogicalTypeAnnotation now && said instanceof TimeLogicalTypeAnnotation old) {
            return now.getUnit() == old.getUnit();
        }
        return Objects.equals(said, wanted)
                || (wanted.equals(LogicalTypeAnnotation.stringType())
                        && (said instanceof EnumLogicalTypeAnnotation || said instanceof JsonLogicalTypeAnnotation));
    }

    private static boolean isSignedOrNothing(LogicalTypeAnnotation said) {
        return said == null || (said instanceof IntLogicalTypeAnnotation number && number.isSigned());
    }

    boolean isNone() {
        return kind == Kind.NONE;
    }

    /** Bytes of a converted value; conversions make no values of different lengths. */
    int width() {
        return to.width();
    }

    /** Writes the converted value of {@code bytes[at..at + length)}. */
    void convert(byte[] bytes, int at, int length, byte[] into, int intoAt) {
        switch (kind) {
            case NONE -> System.arraycopy(bytes, at, into, intoAt, length);
            case INTEGER -> LittleEndian.putLong(into, intoAt, LittleEndian.intAt(bytes, at));
            case FLOATING ->
                LittleEndian.putLong(into, intoAt, Double.doubleToRawLongBits(ValueLayout.floatAt(bytes, at)));
            case DECIMAL -> decimal(bytes, at, length, into, intoAt);
        }
    }

    /** By the bytes of the unscaled value from the least significant on, the sign filling up what is more. */
    private void decimal(byte[] bytes, int at, int length, byte[] into, int intoAt) {
        boolean wasLittle = isLittleEndian(from);
        boolean isLittle = isLittleEndian(to);
        int width = to.width();
        byte sign = length > 0 && bytes[wasLittle ? at + length - 1 : at] < 0 ? (byte) -1 : 0;
        byte last = sign;
        for (int i = 0; i < Math.max(width, length); i++) {
            byte value = i >= length ? sign : bytes[wasLittle ? at + i : at + length - 1 - i];
            if (i < width) {
                into[isLittle ? intoAt + i : intoAt + width - 1 - i] = value;
                last = value;
            } else if (value != sign) {
                throw new CorruptPageException("a decimal beyond its precision");
            }
        }
        if ((last < 0) != (sign < 0)) {
            throw new CorruptPageException("a decimal beyond its precision");
        }
    }

    private static boolean isLittleEndian(ValueLayout layout) {
        return layout.type() == PrimitiveTypeName.INT32 || layout.type() == PrimitiveTypeName.INT64;
    }

    /** The dictionary with its values converted. */
    ValueDictionary converted(ValueDictionary values) {
        if (isNone()) {
            return values;
        }
        ValueDictionary converted = new ValueDictionary();
        byte[] value = new byte[width()];
        for (int id = 0; id < values.size(); id++) {
            convert(values.bytes(), values.start(id), values.length(id), value, 0);
            converted.append(value, 0, value.length);
        }
        return converted;
    }
}
