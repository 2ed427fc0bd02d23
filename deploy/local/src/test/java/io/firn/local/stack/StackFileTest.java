package io.firn.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {
    @TempDir
    Path directory;

    @Test
    void isReadAsItWasWrittenAndNobodyElseReadsIt() throws Exception {
        Path file = directory.resolve("stack.json");
        StackFile stack = new StackFile(
                "http://127.0.0.1:8383", "127.0.0.1:9092", "token", "http://127.0.0.1:9090/", "", Map.of("broker", 7L));
        stack.write(file);
        assertThat(StackFile.read(file)).contains(stack);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void remembersLocalPortsOnly() {
        StackFile local = new StackFile(
                "http://127.0.0.1:8384", "127.0.0.1:9093", "token", "http://127.0.0.1:9091/", "", Map.of());
        assertThat(local.daemonPort()).contains(8384);
        assertThat(local.kafkaPort()).contains(9093);
        assertThat(local.prometheusPort()).contains(9091);
        assertThat(local.alertmanagerPort()).isEmpty();
        assertThat(new StackFile("", "kafka-1:9092,kafka-2:9092", "token", "", "", Map.of()).kafkaPort())
                .isEmpty();
    }

    @Test
    void aFileThatIsNotOursIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("stack.json"), "{\"dae");
        assertThatThrownBy(() -> StackFile.read(file))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("Cannot read " + file);
    }
}
