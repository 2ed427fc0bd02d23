package io.firn.lake.avro;

import java.util.List;

/** How values of a schema are laid out, as far as it takes to read them or to go past them. */
public sealed interface AvroType {
    /** Goes past one value. */
    void skip(AvroInput input);

    /** A number or nothing, of a fixed or a variable number of bytes, or text or bytes with their length before them. */
    enum Primitive implements AvroType {
        NULL,
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        BYTES,
        STRING;

        @Override
        public void skip(AvroInput input) {
            switch (this) {
                case NULL -> {}
                case BOOLEAN -> input.skip(1);
                case INT -> input.readInt();
                case LONG -> input.readLong();
                case FLOAT -> input.skip(Float.BYTES);
                case DOUBLE -> input.skip(Double.BYTES);
                case BYTES, STRING -> input.skip(input.readLong());
            }
        }
    }

    /** Always so many bytes. */
    record Fixed(int size) implements AvroType {
        @Override
        public void skip(AvroInput input) {
            input.skip(size);
        }
    }

    /** Blocks of items, each with their number before them, up to one of none. */
    record Array(AvroType items) implements AvroType {
        @Override
        public void skip(AvroInput input) {
            for (long count = blockSize(input); count > 0; count = blockSize(input)) {
                for (long i = 0; i < count; i++) {
                    items.skip(input);
                }
            }
        }

        /** How many items follow; 0 at the end. No more than bytes are left: an item of none would be read for ever. */
        public static long blockSize(AvroInput input) {
            long count = input.readLong();
            if (count < 0) {
                input.readLong(); // Its size in bytes.
                count = -count;
            }
            return input.expectItems(count);
        }
    }

    /** One of several types, the number of which is written before the value. */
    record Union(List<AvroType> branches) implements AvroType {
        @Override
        public void skip(AvroInput input) {
            branch(input).skip(input);
        }

        /** The type of the value that follows. */
        public AvroType branch(AvroInput input) {
            long branch = input.readLong();
            if (branch < 0 || branch >= branches.size()) {
                throw new UnsupportedAvroException("Cannot read Avro: no branch " + branch + " in a union");
            }
            return branches.get((int) branch);
        }
    }

    /** Fields one after the other. */
    record Struct(List<Field> fields) implements AvroType {
        @Override
        public void skip(AvroInput input) {
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).type().skip(input);
            }
        }
    }

    /** @param id Iceberg's field id; -1 where there is none */
    record Field(String name, int id, AvroType type) {}
}
