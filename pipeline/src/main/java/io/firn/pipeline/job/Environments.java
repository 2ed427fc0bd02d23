package io.firn.pipeline.job;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** What both topologies have in common. */
final class Environments {
    /** Fixed, so that state can be given to more or fewer subtasks later. */
    private static final int MAX_PARALLELISM = 128;

    private Environments() {}

    static StreamExecutionEnvironment of(Configuration flink, int parallelism, Duration interval) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(parallelism);
        environment.setMaxParallelism(MAX_PARALLELISM);
        environment.enableCheckpointing(interval.toMillis(), CheckpointingMode.EXACTLY_ONCE);
        // Rows go from operator to operator as they are, see HandedOver.
        environment.getConfig().enableObjectReuse();
        return environment;
    }

    static JobGraph graph(StreamExecutionEnvironment environment, String name) {
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        return graph.getJobGraph();
    }
}
