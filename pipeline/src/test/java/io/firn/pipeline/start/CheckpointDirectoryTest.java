package io.firn.pipeline.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.ColumnConfig;
import io.firn.lake.config.Rule;
import io.firn.lake.config.StreamConfig;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void newestCompleteCheckpointOfAllRunsCounts() throws IOException {
        complete("land/aa/chk-9");
        complete("land/bb/chk-10");
        Files.createDirectories(directory.resolve("land/bb/chk-11"));
        complete("validate/cc/chk-50");
        assertThat(open().newest("land").orElseThrow().path().toString()).endsWith("land/bb/chk-10");
        assertThat(open().newest("validate").orElseThrow().number()).isEqualTo(50);
    }

    @Test
    void nothingToResumeFromIsNoError() throws IOException {
        assertThat(open().newest("land")).isEmpty();
        Files.createDirectories(directory.resolve("land/aa/chk-1"));
        assertThat(open().newest("land")).isEmpty();
    }

    @Test
    void damagedCheckpointIsAnErrorNotAFreshStart() throws IOException {
        complete("land/aa/chk-9");
        Path newest = Files.createDirectories(directory.resolve("land/aa/chk-10"));
        Files.writeString(newest.resolve("_metadata"), "damaged");
        assertThatThrownBy(() -> open().newest("land"))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Cannot resume from ")
                .hasMessageContaining("chk-10");
    }

    @Test
    void lineageStaysTheSame() {
        assertThat(open().lineage()).isEqualTo(open().lineage()).hasSize(36);
    }

    @Test
    void removedStreamsAreCarriedOnAsTheyWere() {
        StreamConfig declared = new StreamConfig(
                "a",
                "n.a",
                List.of("id"),
                StreamConfig.Mode.UPSERT,
                new StreamConfig.Declared(List.of(new ColumnConfig(
                        "id",
                        "long",
                        true,
                        List.of(
                                new Rule.Range(Optional.of(BigDecimal.ONE), Optional.empty()),
                                new Rule.OneOf(List.of("1", "2")))))),
                List.of("bucket(4, id)"),
                Optional.of("at"),
                Map.of("k", "v"));
        StreamConfig evolving = new StreamConfig(
                "b",
                "n.b",
                List.of(),
                StreamConfig.Mode.APPEND,
                new StreamConfig.Evolve(),
                List.of(),
                Optional.empty(),
                Map.of());
        open().remember(open().withEarlier(List.of(declared)));
        assertThat(open().withEarlier(List.of(evolving))).containsExactly(evolving, declared);
    }

    private CheckpointDirectory open() {
        return new CheckpointDirectory(directory.toUri());
    }

    private void complete(String checkpoint) throws IOException {
        Path path = Files.createDirectories(directory.resolve(checkpoint)).resolve("_metadata");
        try (OutputStream out = Files.newOutputStream(path);
                DataOutputStream data = new DataOutputStream(out)) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, List.of(), List.of()), data);
        }
    }
}
