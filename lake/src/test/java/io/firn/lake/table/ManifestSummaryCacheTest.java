package io.firn.lake.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.ColumnSummary.Bound;
import io.firn.lake.table.ColumnSummary.Knowledge;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestSummaryCacheTest {
    @TempDir
    private Path directory;

    @Test
    void summariesSurviveARestart() throws Exception {
        Path file = directory.resolve("new/summaries");
        try (ManifestSummaryCache cache = cache(file)) {
            cache.put("m1", everyKind(1));
            cache.put("m2", everyKind(2));
        }
        try (ManifestSummaryCache restarted = cache(file)) {
            assertThat(restarted.size()).isEqualTo(2);
            assertThat(restarted.find("m1").orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(everyKind(1));
            restarted.put("m3", everyKind(3));
        }
        try (ManifestSummaryCache again = cache(file)) {
            assertThat(again.size()).isEqualTo(3);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .as("names of partitions are values")
                .isEqualTo("rw-------");
    }

    @Test
    void whatACrashCutsOffIsLeftOut() throws Exception {
        Path file = directory.resolve("summaries");
        try (ManifestSummaryCache cache = cache(file)) {
            cache.put("m1", everyKind(1));
        }
        long one = Files.size(file);
        try (ManifestSummaryCache cache = cache(file)) {
            cache.put("m2", everyKind(2));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (ManifestSummaryCache cache = cache(file)) {
                assertThat(cache.size()).isEqualTo(length < one ? 0 : 1);
                cache.put("m3", everyKind(3));
            }
            try (ManifestSummaryCache cache = cache(file)) {
                assertThat(cache.find("m3")).as("written after the cut").isPresent();
            }
        }
    }

    @Test
    void aBrokenEntryIsLeftOutAndNoOther() throws Exception {
        Path file = directory.resolve("summaries");
        try (ManifestSummaryCache cache = cache(file)) {
            cache.put("m1", everyKind(1));
        }
        long one = Files.size(file);
        try (ManifestSummaryCache cache = cache(file)) {
            cache.put("m2", everyKind(2));
            cache.put("m3", everyKind(3));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) one + 20] ^= 1;
        Files.write(file, bytes);

        try (ManifestSummaryCache cache = cache(file)) {
            assertThat(cache.find("m1")).isPresent();
            assertThat(cache.find("m2")).isEmpty();
            assertThat(cache.find("m3")).isPresent();
        }
    }

    @Test
    void aFileOfAnotherVersionBeginsAnew() throws Exception {
        Path file = directory.resolve("summaries");
        try (ManifestSummaryCache cache = cache(file)) {
            cache.put("m1", everyKind(1));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[7]++;
        Files.write(file, bytes);

        try (ManifestSummaryCache cache = cache(file)) {
            assertThat(cache.size()).isZero();
            cache.put("m1", everyKind(1));
        }
        try (ManifestSummaryCache cache = cache(file)) {
            assertThat(cache.size()).isEqualTo(1);
        }
    }

    @Test
    void aSecondProcessGetsNoFileAndWorksWithoutOne() throws Exception {
        Path file = directory.resolve("summaries");
        try (ManifestSummaryCache first = cache(file);
                ManifestSummaryCache second = new ManifestSummaryCache(1 << 20)) {
            assertThat(second.keepIn(file)).isFalse();
            second.put("m1", everyKind(1));
            assertThat(second.find("m1")).isPresent();
            assertThat(first.size()).isZero();
        }
    }

    @Test
    void theFileGrowsNoFurtherThanWhatIsKept() throws Exception {
        Path file = directory.resolve("summaries");
        long weight = 20_000;
        try (ManifestSummaryCache cache = new ManifestSummaryCache(weight)) {
            cache.keepIn(file);
            for (int i = 0; i < 2000; i++) {
                cache.put("manifest-" + i, everyKind(i));
                assertThat(Files.size(file)).isLessThan(3 * weight);
            }
        }
        try (ManifestSummaryCache cache = new ManifestSummaryCache(weight)) {
            cache.keepIn(file);
            assertThat(cache.size()).isPositive();
        }
    }

    private static ManifestSummaryCache cache(Path file) throws IOException {
        ManifestSummaryCache cache = new ManifestSummaryCache(1 << 20);
        assertThat(cache.keepIn(file)).isTrue();
        return cache;
    }

    private static ManifestSummary everyKind(long seed) {
        FileTotals data = new FileTotals(3, 700 + seed, 30);
        return new ManifestSummary(
                List.of(
                        new PartitionFiles(
                                1,
                                "site=ä/day=2026-01-0" + seed,
                                new long[] {seed, 200, 1L << 40},
                                90,
                                data,
                                FileTotals.NONE,
                                new FileTotals(1, 2, 3),
                                FileTotals.NONE),
                        new PartitionFiles(
                                0,
                                "",
                                new long[0],
                                0,
                                FileTotals.NONE,
                                FileTotals.NONE,
                                FileTotals.NONE,
                                new FileTotals(4, 5, 6))),
                Map.of(
                        1, new ColumnSummary(10L, 0L, known(-5), known(Integer.MAX_VALUE)),
                        2, new ColumnSummary(10L, null, known(Long.MIN_VALUE), known(seed)),
                        3, new ColumnSummary(null, 1L, known(-0.5f), known(1.5f)),
                        4, new ColumnSummary(10L, 10L, Bound.NO_VALUES, Bound.NO_VALUES),
                        5, ColumnSummary.UNKNOWN,
                        6, new ColumnSummary(1L, 0L, known(Math.PI), known(1e300)),
                        7, new ColumnSummary(1L, 0L, known(false), known(true)),
                        8,
                                new ColumnSummary(
                                        1L,
                                        0L,
                                        known(new BigDecimal("-12345678901234567890.12")),
                                        known(BigDecimal.ZERO))),
                5);
    }

    private static Bound known(Object value) {
        return new Bound(Knowledge.KNOWN, value);
    }
}
