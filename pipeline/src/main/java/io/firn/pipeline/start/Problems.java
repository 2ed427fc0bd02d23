package io.firn.pipeline.start;

import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.schema.StreamTable;
import java.util.ArrayList;
import java.util.List;

/** What the configuration alone tells to be wrong with streams, beyond what its loader checks. */
final class Problems {
    private Problems() {}

    /** @throws StartException with all problems */
    static void require(PipelineConfig pipeline) {
        List<String> problems = new ArrayList<>();
        if (pipeline.streams().isEmpty()) {
            problems.add("Cannot start the pipeline: no stream is configured");
        }
        for (StreamConfig stream : pipeline.streams()) {
            new StreamTable(stream)
                    .problems()
                    .forEach(
                            problem -> problems.add("Cannot use stream of topic '" + stream.topic() + "': " + problem));
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
    }
}
