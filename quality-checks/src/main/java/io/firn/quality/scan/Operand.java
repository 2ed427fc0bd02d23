package io.firn.quality.scan;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;

/** Values as they are compared: numbers with numbers of any type, otherwise one type with itself. */
final class Operand {
    private Operand() {}

    /**
     * A value as a configuration writes it, in the form of Iceberg's generic reader.
     *
     * @throws UnknownOutcome if it is no value of the type
     */
    static Object literal(String text, Type type) {
        try {
            if (type.typeId() == Type.TypeID.BOOLEAN) {
                if (text.equals("true") || text.equals("false")) {
                    return Boolean.valueOf(text);
                }
                throw unreadable(text, type);
            }
            if (isNumber(type)) {
                return new BigDecimal(text);
            }
            Literal<Object> literal = Literal.of(text).to(type);
            if (literal == null || literal.value() == null) {
                throw unreadable(text, type);
            }
            Object value = IdentityPartitionConverters.convertConstant(type, literal.value());
            if (value == null) {
                throw unreadable(text, type);
            }
            return value;
        } catch (IllegalArgumentException | UnsupportedOperationException | java.time.DateTimeException e) {
            throw unreadable(text, type);
        }
    }

    /** The same for values that compare as equal. */
    static Comparable<?> comparable(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return normal(BigDecimal.valueOf(((Number) value).longValue()));
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            // What is not finite has no decimal.
            return Double.isFinite(number) ? normal(new BigDecimal(value.toString())) : (Comparable<?>) number;
        }
        if (value instanceof BigDecimal number) {
            return normal(number);
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        if (value instanceof Comparable<?> other) {
            return other;
        }
        throw new UnknownOutcome("Cannot compare values: those of bytes have no order here");
    }

    private static BigDecimal normal(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    static boolean isNumber(Type type) {
        return switch (type.typeId()) {
            case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }

    static boolean areComparable(Type one, Type other) {
        return (isNumber(one) && isNumber(other)) || (one.equals(other) && !isBytes(one));
    }

    private static boolean isBytes(Type type) {
        return type.typeId().javaClass() == java.nio.ByteBuffer.class;
    }

    private static UnknownOutcome unreadable(String text, Type type) {
        return new UnknownOutcome("Cannot compare with '" + text + "': the column has type " + type);
    }
}
