package io.firn.lake.table;

import io.firn.lake.avro.AvroInput;
import io.firn.lake.avro.AvroType;
import io.firn.lake.avro.AvroType.Field;
import io.firn.lake.avro.AvroType.Fixed;
import io.firn.lake.avro.AvroType.Primitive;
import io.firn.lake.avro.AvroType.Struct;
import io.firn.lake.avro.AvroType.Union;
import io.firn.lake.avro.UnsupportedAvroException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.UUIDUtil;
import org.jspecify.annotations.Nullable;

/** The values of one partition, as Iceberg's own classes for them are. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PartitionValues(@Nullable Object[] values) implements StructLike {
    /** Reads them from a manifest; a field that the manifest has not is null. */
    static PartitionValues read(AvroInput input, Struct written, PartitionSpec spec) {
        List<Types.NestedField> fields = spec.partitionType().fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (Field field : written.fields()) {
            AvroType type = field.type() instanceof Union union ? union.branch(input) : field.type();
            int position = -1;
            for (int i = 0; i < fields.size(); i++) {
                position = fields.get(i).fieldId() == field.id() ? i : position;
            }
            if (position < 0) {
                type.skip(input);
            } else if (type != Primitive.NULL) {
                values[position] = value(input, type, fields.get(position).type());
            }
        }
        return new PartitionValues(values);
    }

    private static Object value(AvroInput input, AvroType written, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> {
                expect(written == Primitive.BOOLEAN, type);
                yield input.readByte() == 1;
            }
            case INTEGER, DATE -> {
                expect(written == Primitive.INT, type);
                yield input.readInt();
            }
            case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> {
                expect(written == Primitive.INT || written == Primitive.LONG, type);
                yield input.readLong();
            }
            case FLOAT -> {
                expect(written == Primitive.FLOAT, type);
                yield Float.intBitsToFloat((int) input.readLittleEndian(Float.BYTES));
            }
            case DOUBLE -> {
                if (written == Primitive.FLOAT) {
                    yield (double) Float.intBitsToFloat((int) input.readLittleEndian(Float.BYTES));
                }
                expect(written == Primitive.DOUBLE, type);
                yield Double.longBitsToDouble(input.readLittleEndian(Double.BYTES));
            }
            case STRING -> {
                expect(written == Primitive.STRING, type);
                yield input.readString();
            }
            case BINARY -> {
                expect(written == Primitive.BYTES, type);
                yield ByteBuffer.wrap(input.readBytes(input.readLong()));
            }
            default -> {
                if (written instanceof Fixed fixed) {
                    yield fixed(input.readBytes(fixed.size()), type);
                }
                throw unsupported(type);
            }
        };
    }

    private static void expect(boolean expected, Type type) {
        if (!expected) {
            throw unsupported(type);
        }
    }

    private static UnsupportedAvroException unsupported(Type type) {
        return new UnsupportedAvroException("Cannot read a partition value of type " + type);
    }

    private static Object fixed(byte[] bytes, Type type) {
        return switch (type.typeId()) {
            case UUID -> UUIDUtil.convert(bytes);
            case DECIMAL -> new BigDecimal(new BigInteger(bytes), ((Types.DecimalType) type).scale());
            default -> throw unsupported(type);
        };
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> javaClass) {
        return javaClass.cast(values[position]);
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("Cannot change the values of a partition");
    }
}
