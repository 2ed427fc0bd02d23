package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.pipeline.record.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.flink.table.data.DecimalData;

/** Numbers, converted without rounding: one that its type cannot hold is a mismatch. */
final class Numbers {
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    private static final long EXACT_IN_FLOAT = 1L << 24;

    /** Any decimal of so many digits survives the way to binary and back. */
    private static final int DOUBLE_DIGITS = 15;

    private static final int FLOAT_DIGITS = 6;
    private static final int DOUBLE_EXPONENT = 290;
    private static final int FLOAT_EXPONENT = 30;

    /** Beyond, a number in plain notation would fill the memory; no type here reaches so far. */
    private static final int MAX_EXPONENT = 400;

    private Numbers() {}

    static Object toInt(JsonNode value) {
        if (value.isInt()) {
            return value.intValue();
        }
        long number = integral(value, "int");
        if (number != (int) number) {
            throw outOfRange("int");
        }
        return (int) number;
    }

    static Object toLong(JsonNode value) {
        return value.isInt() || value.isLong() ? value.longValue() : integral(value, "long");
    }

    private static long integral(JsonNode value, String type) {
        requireNumber(value, type);
        if (value.isInt() || value.isLong()) {
            return value.longValue();
        }
        BigDecimal number = value.decimalValue();
        if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
            throw number.signum() == 0 ? new Mismatch(Reason.WRONG_TYPE, "expected " + type) : outOfRange(type);
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw outOfRange(type);
        }
    }

    private static Mismatch outOfRange(String type) {
        return new Mismatch(
                Reason.WRONG_TYPE, "expected " + type + ", found a number that is fractional or out of range");
    }

    static Object toDouble(JsonNode value) {
        requireNumber(value, "double");
        if (value.isInt()) {
            return value.doubleValue();
        }
        if (value.isLong() && Math.abs(value.longValue()) <= EXACT_IN_DOUBLE && value.longValue() != Long.MIN_VALUE) {
            return value.doubleValue();
        }
        BigDecimal number = value.decimalValue();
        double converted = number.doubleValue();
        boolean surelyExact = number.precision() <= DOUBLE_DIGITS && isWithin(number, DOUBLE_EXPONENT);
        if (!surelyExact && !isSame(number, converted, Double.toString(converted))) {
            throw new Mismatch(Reason.NUMBER_NOT_EXACT, "double cannot hold the number without changing it");
        }
        return converted;
    }

    static Object toFloat(JsonNode value) {
        requireNumber(value, "float");
        if (value.isInt() && Math.abs((long) value.intValue()) <= EXACT_IN_FLOAT) {
            return value.floatValue();
        }
        BigDecimal number = value.decimalValue();
        float converted = number.floatValue();
        boolean surelyExact = number.precision() <= FLOAT_DIGITS && isWithin(number, FLOAT_EXPONENT);
        if (!surelyExact && !isSame(number, converted, Float.toString(converted))) {
            throw new Mismatch(Reason.NUMBER_NOT_EXACT, "float cannot hold the number without changing it");
        }
        return converted;
    }

    static ValueConverter toDecimal(int precision, int scale) {
        String type = "decimal(" + precision + "," + scale + ")";
        return value -> {
            requireNumber(value, type);
            BigDecimal number = value.decimalValue();
            if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT && number.signum() != 0) {
                throw new Mismatch(Reason.NUMBER_NOT_EXACT, type + " cannot hold the number");
            }
            DecimalData decimal = null;
            try {
                BigDecimal scaled = number.signum() == 0
                        ? BigDecimal.ZERO.setScale(scale)
                        : number.setScale(scale, RoundingMode.UNNECESSARY);
                decimal = DecimalData.fromBigDecimal(scaled, precision, scale);
            } catch (ArithmeticException e) {
                // More digits behind the point than the type has.
            }
            if (decimal == null) {
                throw new Mismatch(Reason.NUMBER_NOT_EXACT, type + " cannot hold the number");
            }
            return decimal;
        };
    }

    /** Whether the shortest decimal of the binary number, or the binary number itself, is the given one. */
    private static boolean isSame(BigDecimal number, double converted, String shortest) {
        if (!Double.isFinite(converted)) {
            return false;
        }
        if (converted == 0) {
            return number.signum() == 0;
        }
        return number.compareTo(new BigDecimal(shortest)) == 0 || number.compareTo(new BigDecimal(converted)) == 0;
    }

    private static boolean isWithin(BigDecimal number, int exponent) {
        return Math.abs((long) number.precision() - number.scale()) <= exponent;
    }

    private static void requireNumber(JsonNode value, String type) {
        if (!value.isNumber()) {
            throw new Mismatch(Reason.WRONG_TYPE, "expected " + type);
        }
    }
}
