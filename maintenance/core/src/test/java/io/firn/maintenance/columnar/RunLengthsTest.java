package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/** Beside Parquet's own encoder and decoder. */
final class RunLengthsTest {

    @Property(tries = 500)
    void parquetReadsWhatIsWritten(@ForAll long seed, @ForAll @IntRange(min = 1, max = 32) int width)
            throws IOException {
        int[] values = values(seed, width);
        byte[] bytes = new byte[RunLengths.mostBytes(values.length, width) + LittleEndian.SLACK];
        int end = RunLengths.encode(LittleEndian.grown(values.clone(), values.length), values.length, width, bytes, 3);

        RunLengthBitPackingHybridDecoder decoder = new RunLengthBitPackingHybridDecoder(
                width, org.apache.parquet.bytes.ByteBufferInputStream.wrap(ByteBuffer.wrap(bytes, 3, end - 3)));
        for (int value : values) {
            assertThat(decoder.readInt()).isEqualTo(value);
        }
    }

    @Property(tries = 500)
    void whatParquetWritesIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 32) int width) throws IOException {
        int[] values = values(seed, width);
        RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, new HeapByteBufferAllocator());
        for (int value : values) {
            encoder.writeInt(value);
        }
        byte[] bytes = encoder.toBytes().toInputStream().readAllBytes();

        assertThat(decoded(bytes, width, values.length)).isEqualTo(values);
    }

    @Property(tries = 500)
    void bitsAreReadCountedPutTogetherAndWritten(@ForAll long seed) throws IOException {
        Bits all = new Bits();
        int[] expected = new int[0];
        for (int part = 0; part < 3; part++) {
            int[] values = values(seed + part, 1);
            byte[] bytes = new byte[RunLengths.mostBytes(values.length, 1) + LittleEndian.SLACK];
            int end = RunLengths.encode(LittleEndian.grown(values.clone(), values.length), values.length, 1, bytes, 0);
            Bits read = new Bits();
            read.decode(bytes, 0, end, values.length);
            assertThat(read.ones()).isEqualTo(Arrays.stream(values).sum());
            assertThat(read.first()).isEqualTo(values[0] == 1);
            int cut = values.length / 3;
            assertThat(read.ones(cut, values.length))
                    .isEqualTo(Arrays.stream(values, cut, values.length).sum());
            all.add(read, 0, cut);
            all.add(read, cut, values.length);
            all.addRun(part & 1, 70 * part);
            int from = expected.length;
            expected = Arrays.copyOf(expected, from + values.length + 70 * part);
            System.arraycopy(values, 0, expected, from, values.length);
            Arrays.fill(expected, from + values.length, expected.length, part & 1);
        }
        int[] copied = new int[expected.length];
        all.copyTo(copied);
        assertThat(copied).isEqualTo(expected);

        byte[] bytes = new byte[RunLengths.mostBytes(expected.length, 1) + LittleEndian.SLACK];
        int end = all.encode(bytes, 0);
        RunLengthBitPackingHybridDecoder decoder = new RunLengthBitPackingHybridDecoder(
                1, org.apache.parquet.bytes.ByteBufferInputStream.wrap(ByteBuffer.wrap(bytes, 0, end)));
        for (int value : expected) {
            assertThat(decoder.readInt()).isEqualTo(value);
        }
    }

    @Property(tries = 200)
    void bitsThatAreCutOffAreNoticed(@ForAll long seed) {
        int[] values = values(seed, 1);
        byte[] bytes = new byte[RunLengths.mostBytes(values.length, 1) + LittleEndian.SLACK];
        int end = RunLengths.encode(LittleEndian.grown(values.clone(), values.length), values.length, 1, bytes, 0);

        assertThatExceptionOfType(CorruptPageException.class)
                .isThrownBy(() -> new Bits().decode(bytes, 0, end, values.length + 8));
        assertThatExceptionOfType(CorruptPageException.class)
                .isThrownBy(() -> new Bits().decode(bytes, 0, 0, values.length));
    }

    @Example
    void widthsOfNothingAreZeros() {
        assertThat(decoded(new byte[0], 0, 3)).containsOnly(0);
        assertThat(RunLengths.width(0)).isZero();
        assertThat(RunLengths.width(1)).isEqualTo(1);
        assertThat(RunLengths.width(255)).isEqualTo(8);
    }

    @Property(tries = 500)
    void whatIsCutOffIsNoticed(@ForAll long seed, @ForAll @IntRange(min = 1, max = 32) int width) {
        int[] values = values(seed, width);
        byte[] bytes = new byte[RunLengths.mostBytes(values.length, width) + LittleEndian.SLACK];
        int end = RunLengths.encode(LittleEndian.grown(values.clone(), values.length), values.length, width, bytes, 0);

        assertThatExceptionOfType(CorruptPageException.class)
                .isThrownBy(() -> decoded(Arrays.copyOf(bytes, end), width, values.length + 8));
        assertThatExceptionOfType(CorruptPageException.class)
                .isThrownBy(() -> decoded(Arrays.copyOf(bytes, 0), width, values.length));
    }

    private static int[] decoded(byte[] bytes, int width, int count) {
        int[] values = new int[count];
        RunLengths.decode(
                Arrays.copyOf(bytes, bytes.length + LittleEndian.SLACK), 0, bytes.length, width, count, values);
        return values;
    }

    /** Runs of all lengths and what is none. */
    private static int[] values(long seed, int width) {
        Random random = new Random(seed);
        int[] values = new int[1 + random.nextInt(1_000)];
        int at = 0;
        while (at < values.length) {
            int length = Math.min(
                    values.length - at,
                    1 + random.nextInt(List.of(1, 8, 20, 600).get(random.nextInt(4))));
            Arrays.fill(values, at, at + length, random.nextInt() >>> (32 - width));
            at += length;
        }
        return values;
    }
}
