package io.firn.pipeline.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailPointGuardTest {
    @Test
    void aFailPointIsAdmittedForStreamsOfAKafkaOnThisMachine() {
        for (String here : List.of("127.0.0.1:9092", "localhost:9092,127.0.0.1:9093")) {
            assertThat(FailPointGuard.admit("land.drop:ae/0/1-2", config(here)).isOn())
                    .as(here)
                    .isTrue();
        }
        assertThat(FailPointGuard.admit("", config("kafka.example:9092")).isOn())
                .isFalse();
    }

    @Test
    void recordsOfAKafkaElsewhereAreNeverDropped() {
        for (String elsewhere : List.of("kafka.example:9092", "127.0.0.1:9092,kafka.example:9092", "10.0.0.7:9092")) {
            assertThatThrownBy(() -> FailPointGuard.admit("land.drop:ae/0/1-2", config(elsewhere)))
                    .isInstanceOf(StartException.class)
                    .hasMessage("Cannot use fail point land.drop:ae/0/1-2: Kafka at " + elsewhere
                            + " is not on this machine, its records may be wanted");
        }
    }

    @Test
    void aTopicThatNobodyReadsIsRefusedSoIsWhatCannotBeRead() {
        assertThatThrownBy(() -> FailPointGuard.admit("land.drop:ea/0/1-2", config("127.0.0.1:9092")))
                .isInstanceOf(StartException.class)
                .hasMessage("Cannot use fail point land.drop:ea/0/1-2: no stream reads topic ea");
        assertThatThrownBy(() -> FailPointGuard.admit("land.drop", config("127.0.0.1:9092")))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Cannot use fail point 'land.drop': expected");
    }

    private static FirnConfig config(String bootstrapServers) {
        String yaml = """
                catalog: {name: firn, properties: {type: jdbc}}
                kafka: {bootstrap-servers: "%s"}
                pipeline:
                  checkpoint-directory: file:///checkpoints
                  streams: [{topic: ae, table: n.ae, key: [AESEQ], mode: append, columns: evolve}]
                """.formatted(bootstrapServers);
        return ConfigLoader.load(List.of(new ConfigSource("test.yaml", yaml)), variable -> null);
    }
}
