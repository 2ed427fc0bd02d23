package io.firn.lake.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The two Flink jobs: what they read and write, how often they commit, where they keep their state.
 *
 * @param name prefix of consumer groups, transactional ids and job names; two pipelines on one cluster need two names
 * @param checkpointInterval time between two commits to the tables
 * @param checkpointDirectory where checkpoints are kept; a start goes on from the newest one there
 * @param maxRecordSize bytes; a larger record becomes a dead letter
 * @param maxColumns an evolving table stops growing here; records that need more become dead letters
 * @param flink further Flink options, passed on as they are
 */
public record PipelineConfig(
        String name,
        Duration checkpointInterval,
        URI checkpointDirectory,
        int parallelism,
        DataSize maxRecordSize,
        int maxColumns,
        Map<String, String> flink,
        List<StreamConfig> streams) {
    public PipelineConfig {
        flink = Map.copyOf(flink);
        streams = List.copyOf(streams);
    }

    /** Consumer group of the job that validates raw topics. */
    public String validationGroup() {
        return name + "-validate";
    }

    /** Consumer group of the job that lands validated records in tables. */
    public String landingGroup() {
        return name + "-land";
    }
}
