package io.firn.pipeline.start;

import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.schema.StreamTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a configuration before anything is connected to. */
final class Problems {
    private Problems() {}

    /** @throws StartException with all problems */
    static void require(PipelineConfig pipeline) {
        List<String> problems = new ArrayList<>();
        if (pipeline.streams().isEmpty()) {
            problems.add("Cannot start the pipeline: no stream is configured");
        }
        Map<String, String> tables = new HashMap<>();
        Map<String, String> topics = new HashMap<>();
        for (StreamConfig stream : pipeline.streams()) {
            StreamTable table = new StreamTable(stream);
            table.problems()
                    .forEach(
                            problem -> problems.add("Cannot use stream of topic '" + stream.topic() + "': " + problem));
            String other = tables.put(table.identifier().toString(), stream.topic());
            if (other != null) {
                problems.add("Cannot use stream of topic '" + stream.topic() + "': topic '" + other
                        + "' lands in table " + table.identifier() + " already");
            }
            for (String topic : List.of(stream.topic(), stream.validTopic(), stream.deadLetterTopic())) {
                String owner = topics.put(topic, stream.topic());
                if (owner != null) {
                    problems.add("Cannot use stream of topic '" + stream.topic() + "': topic '" + topic
                            + "' belongs to stream '" + owner + "'");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
    }
}
