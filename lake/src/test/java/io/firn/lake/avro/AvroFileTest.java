package io.firn.lake.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that Avro's own library has written. */
class AvroFileTest {
    private static final Schema SCHEMA = SchemaBuilder.record("entry")
            .fields()
            .requiredLong("number")
            .optionalString("text")
            .requiredBoolean("flag")
            .requiredDouble("value")
            .name("list")
            .type()
            .array()
            .items()
            .intType()
            .noDefault()
            .endRecord();

    @Test
    void whatIsNotReadIsPassedOver() throws IOException {
        for (CodecFactory codec : List.of(CodecFactory.nullCodec(), CodecFactory.deflateCodec(9))) {
            AvroFile file = AvroFile.of(write(codec, 20_000));
            AvroType.Struct struct = (AvroType.Struct) file.schema();
            List<Long> numbers = new ArrayList<>();

            file.forEach(input -> {
                numbers.add(input.readLong());
                struct.fields().subList(1, 5).forEach(field -> field.type().skip(input));
            });

            assertThat(numbers).hasSize(20_000).startsWith(0L, -1L, 2L).endsWith(-19_999L);
        }
    }

    @Test
    void aFileThatIsBrokenAnywhereIsRefusedOrReadAsItIs() throws IOException {
        byte[] whole = write(CodecFactory.deflateCodec(9), 50);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> count(cut))
                    .isInstanceOfAny(UnsupportedAvroException.class, IndexOutOfBoundsException.class);
        }
        assertThat(count(whole)).isEqualTo(50);
    }

    @Test
    void anotherCodecIsNamed() throws IOException {
        byte[] compressed = write(CodecFactory.bzip2Codec(), 10);

        assertThatThrownBy(() -> AvroFile.of(compressed)).hasMessage("Cannot read Avro: its codec is bzip2");
    }

    /** Such items take no byte, so that no end of the bytes ever ends the loop. */
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void moreItemsThanBytesAreRefused() throws IOException {
        Schema nothings = SchemaBuilder.array().items().nullType();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(nothings))) {
            writer.create(nothings, out);
            ByteArrayOutputStream items = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(items, null);
            encoder.writeLong(1L << 60);
            encoder.writeLong(0);
            writer.appendEncoded(ByteBuffer.wrap(items.toByteArray()));
        }

        assertThatThrownBy(() -> count(out.toByteArray()))
                .isInstanceOf(UnsupportedAvroException.class)
                .hasMessage("Cannot read Avro: 1152921504606846976 items expected in 1 bytes");
    }

    private static long count(byte[] bytes) {
        List<Long> seen = new ArrayList<>();
        AvroFile file = AvroFile.of(bytes);
        file.forEach(input -> {
            file.schema().skip(input);
            seen.add(1L);
        });
        if (seen.isEmpty()) {
            throw new UnsupportedAvroException("nothing");
        }
        return seen.size();
    }

    private static byte[] write(CodecFactory codec, int records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.setCodec(codec);
            writer.create(SCHEMA, out);
            for (long i = 0; i < records; i++) {
                writer.append(new GenericRecordBuilder(SCHEMA)
                        .set("number", i % 2 == 0 ? i : -i)
                        .set("text", i % 3 == 0 ? null : "text " + i)
                        .set("flag", i % 2 == 0)
                        .set("value", i / 7.0)
                        .set(
                                "list",
                                new GenericData.Array<>(SCHEMA.getField("list").schema(), List.of(1, 2, (int) i)))
                        .build());
            }
        }
        return out.toByteArray();
    }
}
