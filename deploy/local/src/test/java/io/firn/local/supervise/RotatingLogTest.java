package io.firn.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
    @TempDir
    Path directory;

    @Test
    void growsNoLargerThanItsLimitAndKeepsAFewOldFiles() throws Exception {
        Path file = directory.resolve("broker.log");
        try (RotatingLog log = new RotatingLog(file, 10, 2)) {
            IntStream.range(0, 7).forEach(i -> log.line("line " + i));
        }
        assertThat(file).content().isEqualTo("line 6\n");
        assertThat(directory.resolve("broker.log.1")).content().isEqualTo("line 4\nline 5\n");
        assertThat(directory.resolve("broker.log.2")).content().isEqualTo("line 2\nline 3\n");
        assertThat(directory.resolve("broker.log.3")).doesNotExist();
    }

    @Test
    void aStartBeginsANewFile() throws Exception {
        Path file = directory.resolve("broker.log");
        Files.writeString(file, "before\n");
        try (RotatingLog log = new RotatingLog(file, 1_000, 2)) {
            log.line("after");
        }
        assertThat(file).content().isEqualTo("after\n");
        assertThat(directory.resolve("broker.log.1")).content().isEqualTo("before\n");
    }

    @Test
    void aFileThatCannotBeWrittenCostsNothingButItsLines() {
        try (RotatingLog log = new RotatingLog(directory.resolve("missing").resolve("a.log"), 1_000, 2)) {
            log.line("one");
            assertThat(log.lastLines()).containsExactly("one");
            assertThat(log.failure())
                    .hasValueSatisfying(reason -> assertThat(reason).startsWith("Cannot write "));
        }
    }
}
