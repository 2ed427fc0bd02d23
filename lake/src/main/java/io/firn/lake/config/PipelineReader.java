package io.firn.lake.config;

import java.util.ArrayList;
import java.util.List;

/** Reads the section {@code pipeline}. */
final class PipelineReader {
    private PipelineReader() {}

    static PipelineConfig read(Section section) {
        String name = section.value(
                "name",
                Kinds.PIPELINE,
                "firn",
                "prefix of consumer groups, transactional ids and job names; two pipelines on one cluster need two");
        var checkpointInterval = section.value(
                "checkpoint-interval", Kind.durationFrom("100ms"), "10s", "time between two commits to the tables");
        var checkpointDirectory = section.value(
                "checkpoint-directory",
                Kind.LOCATION,
                ".firn/checkpoints",
                "where checkpoints are kept; a start goes on from the newest one");
        int parallelism = section.value("parallelism", Kind.wholeFrom(1), "1", "parallel tasks of each job");
        DataSize maxRecordSize =
                section.value("max-record-size", Kind.sizeFrom("1B"), "1MB", "a larger record becomes a dead letter");
        int maxColumns = section.value(
                "max-columns",
                Kind.wholeFrom(1),
                "1000",
                "an evolving table stops growing here; records that need more become dead letters");
        var flink = section.properties("flink", "further Flink options, passed on as they are");
        List<Located<StreamConfig>> streams = new ArrayList<>();
        for (Section stream : section.sections("streams", "a list of streams")) {
            streams.add(StreamReader.read(stream));
        }
        StreamChecks.distinct(streams, section);
        return new PipelineConfig(
                name,
                checkpointInterval,
                checkpointDirectory,
                parallelism,
                maxRecordSize,
                maxColumns,
                flink,
                streams.stream().map(Located::value).toList());
    }
}
