package io.firn.daemon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordKeyTest {
    private final RecordKey key = new RecordKey(List.of("b", "a"));

    @Test
    void hasTheFieldsInTheOrderAskedFor() {
        assertThat(of("{\"a\": 1.50, \"x\": {}, \"b\": \"é\"}")).contains("{\"b\":\"é\",\"a\":1.5}");
    }

    @Test
    void isAbsentWhereTheRecordCannotTell() {
        assertThat(of("{\"a\": 1}")).isEmpty();
        assertThat(of("{oops")).isEmpty();
        assertThat(of("[1, 2]")).isEmpty();
        assertThat(new RecordKey(List.of()).of("{}".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    private Optional<String> of(String record) {
        return key.of(record.getBytes(StandardCharsets.UTF_8)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
