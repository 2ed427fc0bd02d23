package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Which wider type Iceberg lets a column have so that it holds a value that it could not hold. */
public final class Widening {
    private static final int MAX_PRECISION = 38;

    private Widening() {}

    /**
     * The column's own type if it holds the value, else the narrowest wider one.
     *
     * @throws Mismatch if there is none
     */
    public static Type.PrimitiveType of(Type.PrimitiveType type, JsonNode value) {
        try {
            ValueConverters.of(type).convert(value);
            return type;
        } catch (Mismatch e) {
            Type.PrimitiveType wider = wider(type, value).orElseThrow(() -> e);
            ValueConverters.of(wider).convert(value);
            return wider;
        }
    }

    private static Optional<Type.PrimitiveType> wider(Type.PrimitiveType type, JsonNode value) {
        if (!value.isNumber()) {
            return Optional.empty();
        }
        return switch (type.typeId()) {
            case INTEGER -> Optional.of(Types.LongType.get());
            case FLOAT -> Optional.of(Types.DoubleType.get());
            case DECIMAL -> decimal((Types.DecimalType) type, value.decimalValue());
            default -> Optional.empty();
        };
    }

    private static Optional<Type.PrimitiveType> decimal(Types.DecimalType type, BigDecimal number) {
        long digits = (long) number.precision() - number.scale() + type.scale();
        return digits > type.precision() && digits <= MAX_PRECISION
                ? Optional.of(Types.DecimalType.of((int) digits, type.scale()))
                : Optional.empty();
    }
}
