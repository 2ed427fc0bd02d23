package io.firn.maintenance.columnar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Schema;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a columnar merge spends most of its time in, in nanoseconds for each value. */
@NullMarked
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KernelBenchmark.VALUES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
    /** A page of Iceberg's default row limit. */
    static final int VALUES = 20_000;

    /** Levels or ids of a page: of one value in runs, or each drawn anew. */
    @State(Scope.Thread)
    public static class Ids {
        @Param({"1", "4", "12"})
        public int width;

        @Param({"1", "50"})
        public int run;

        private final int[] values = new int[VALUES];
        private final int[] work = new int[VALUES + LittleEndian.SLACK];
        private byte[] encoded = new byte[0];
        private byte[] room = new byte[0];
        private int end;

        @Setup
        public void fill() {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < VALUES; i++) {
                values[i] = i % run == 0 ? random.nextInt(1 << width) : values[i - 1];
            }
            room = new byte[RunLengths.mostBytes(VALUES, width) + LittleEndian.SLACK];
            encoded = new byte[room.length];
            System.arraycopy(values, 0, work, 0, VALUES);
            end = RunLengths.encode(work, VALUES, width, encoded, 0);
        }
    }

    /** Values of a column and the dictionary that already has them. */
    @State(Scope.Thread)
    public static class Words {
        @Param({"20", "5000"})
        public int distinct;

        private final ValueDictionary dictionary = new ValueDictionary();
        private final int[] starts = new int[VALUES];
        private byte[] bytes = new byte[0];

        @Setup
        public void fill() {
            SplittableRandom random = new SplittableRandom(1);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < VALUES; i++) {
                starts[i] = text.length();
                text.append("SUBJ-").append(100_000 + random.nextInt(distinct));
            }
            bytes = (text + " ".repeat(LittleEndian.SLACK)).getBytes(StandardCharsets.US_ASCII);
            for (int start : starts) {
                dictionary.id(bytes, start, length());
            }
        }

        private int length() {
            return "SUBJ-100000".length();
        }
    }

    /** A plain page of times that ascend, compressed with zstd. */
    @State(Scope.Thread)
    public static class Page {
        private final PageCodec codec = new PageCodec(
                WriteSettings.of(Map.of("write.parquet.compression-codec", "zstd"), new Schema()), VALUES * Long.BYTES);
        private final byte[] plain = new byte[VALUES * Long.BYTES];
        private final byte[] room = new byte[VALUES * Long.BYTES];
        private final PageBytes out = new PageBytes(new ByteArrays());
        private byte[] compressed = new byte[0];

        @Setup
        public void fill() {
            SplittableRandom random = new SplittableRandom(1);
            ByteBuffer times = ByteBuffer.wrap(plain).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < VALUES; i++) {
                times.putLong(1_750_000_000_000_000L + i * 700L + random.nextInt(2_000_000));
            }
            PageBytes.Slice slice = codec.compress(plain, plain.length, new PageBytes(new ByteArrays()));
            compressed = Arrays.copyOfRange(slice.bytes(), slice.offset(), slice.offset() + slice.length());
        }

        @TearDown(Level.Trial)
        public void close() {
            codec.close();
        }
    }

    @Benchmark
    public int[] decodeIds(Ids ids) {
        RunLengths.decode(ids.encoded, 0, ids.end, ids.width, VALUES, ids.work);
        return ids.work;
    }

    /** With a copy of the ids, as encoding destroys them. */
    @Benchmark
    public int encodeIds(Ids ids) {
        System.arraycopy(ids.values, 0, ids.work, 0, VALUES);
        return RunLengths.encode(ids.work, VALUES, ids.width, ids.room, 0);
    }

    @Benchmark
    public int findIds(Words words) {
        int sum = 0;
        for (int start : words.starts) {
            sum += words.dictionary.id(words.bytes, start, words.length());
        }
        return sum;
    }

    @Benchmark
    public int compressTimes(Page page) {
        int length =
                page.codec.compress(page.plain, page.plain.length, page.out).length();
        page.out.release();
        return length;
    }

    @Benchmark
    public byte[] decompressTimes(Page page) {
        page.codec.decompress(
                CompressionCodecName.ZSTD, page.compressed, 0, page.compressed.length, page.room, 0, page.plain.length);
        return page.room;
    }
}
