package io.firn.daemon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void linesKeepTheirBytesWithoutTheirEnd() throws IOException {
        String longLine = "x".repeat(200_000);
        assertThat(read("a\r\n\n" + longLine + "\nlast")).containsExactly("a", "", longLine, "last");
        assertThat(read("")).isEmpty();
        assertThat(read("one\n")).containsExactly("one");
    }

    private static List<String> read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Lines lines = new Lines(new ByteArrayInputStream(bytes));
        List<String> all = new ArrayList<>();
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(new String(line.get(), StandardCharsets.UTF_8));
        }
        assertThat(lines.bytesRead()).isLessThanOrEqualTo(bytes.length);
        return all;
    }
}
