package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firn.pipeline.testing.ChildPipeline;
import io.firn.pipeline.testing.Sdtm;
import io.firn.pipeline.testing.SharedBroker;
import io.firn.pipeline.testing.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SdtmIT {
    private static final Map<String, Integer> ROWS = Map.of("dm", 306, "ae", 1191, "cm", 7510, "mh", 1818, "ds", 850);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path directory;

    @Test
    void everyRecordIsOneRowThoughSentTwiceAndThePipelineIsKilled() throws Exception {
        Optional<Path> data = Sdtm.directory();
        assumeTrue(data.isPresent(), "the records are not here");
        TestLake lake = new TestLake(
                BROKER.bootstrapServers(),
                directory,
                "sdtm",
                stream("dm", "STUDYID, USUBJID"),
                stream("ae", "STUDYID, USUBJID, AESEQ"),
                stream("cm", "STUDYID, USUBJID, CMSEQ"),
                stream("mh", "STUDYID, USUBJID, MHSEQ"),
                stream("ds", "STUDYID, USUBJID, DSSEQ"));
        try (ChildPipeline pipeline = ChildPipeline.start(lake.yaml(), directory)) {
            pipeline.awaitReady();
            for (String domain : List.of("cm", "mh", "ae", "ds", "dm")) {
                List<String> lines = new ArrayList<>();
                for (String line : Sdtm.lines(data.get(), domain)) {
                    lines.add(line);
                    lines.add(line);
                }
                for (int i = 0; i < 4; i++) {
                    lines.add(i * 100, "{\"DOMAIN\": \"" + domain + "\", broken " + i);
                }
                lake.send("sdtm." + domain, lines);
            }
            lake.awaitRows("clinical.cm", 1);
            pipeline.kill();
        }
        try (ChildPipeline pipeline = ChildPipeline.start(lake.yaml(), directory)) {
            for (Map.Entry<String, Integer> domain : ROWS.entrySet()) {
                assertThat(lake.awaitRows("clinical." + domain.getKey(), domain.getValue()))
                        .as(domain.getKey())
                        .hasSize(domain.getValue());
                assertThat(lake.awaitCommitted("sdtm." + domain.getKey() + ".dead-letter", 4))
                        .hasSize(4);
            }
            assertThat(pipeline.log()).doesNotContain("failed");
        }
    }

    private static String stream(String domain, String key) {
        return "{topic: sdtm." + domain + ", table: clinical." + domain + ", key: [" + key
                + "], mode: upsert, columns: evolve}";
    }
}
