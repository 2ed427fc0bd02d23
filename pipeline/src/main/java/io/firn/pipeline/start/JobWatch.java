package io.firn.pipeline.start;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks how the jobs are and says so, one line a change. */
final class JobWatch {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final MiniCluster cluster;
    private final List<JobGraph> jobs;
    private final Map<String, Boolean> ran = new HashMap<>();

    JobWatch(MiniCluster cluster, List<JobGraph> jobs) {
        this.cluster = cluster;
        this.jobs = jobs;
    }

    /** @throws StartException if a job ends before it ever ran */
    void awaitRunning() throws InterruptedException {
        while (!look()) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    /**
     * Returns when the cluster stops.
     *
     * @throws StartException if a job ends for good
     * @throws BrokenProcessException if a job fails of what no restart within this JVM can mend
     */
    void report() throws InterruptedException {
        while (cluster.isRunning()) {
            look();
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    /** Whether every task runs. */
    private boolean look() throws InterruptedException {
        boolean all = true;
        for (JobGraph job : jobs) {
            try {
                AccessExecutionGraph graph =
                        cluster.getExecutionGraph(job.getJobID()).get();
                all &= look(job, graph);
            } catch (ExecutionException | IllegalStateException e) {
                LOG.debug("Cannot look at {}", job.getName(), e);
                all = false;
            }
        }
        return all;
    }

    private boolean look(JobGraph job, AccessExecutionGraph graph) {
        JobStatus status = graph.getState();
        if (status.isGloballyTerminalState() && cluster.isRunning()) {
            throw new StartException(job.getName() + " ended: "
                    + failureCause(graph).map(Persistence::reason).orElse(status.name()));
        }
        boolean runs = status == JobStatus.RUNNING;
        for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
            runs &= vertex.getExecutionState() == ExecutionState.RUNNING;
        }
        boolean ranBefore = ran.getOrDefault(job.getName(), false);
        Optional<Throwable> cause = failureCause(graph);
        Optional<String> failure = cause.map(Persistence::reason);
        if (!runs && cause.filter(BrokenProcessException::isFor).isPresent()) {
            throw new BrokenProcessException(job.getName() + " failed: " + failure.orElse(""));
        }
        if (ranBefore && !runs && (status == JobStatus.RESTARTING || failure.isPresent())) {
            LOG.warn(
                    "{} failed and starts again from its last checkpoint: {}",
                    job.getName(),
                    failure.orElse("no reason given"));
            ran.put(job.getName(), false);
        } else if (!ranBefore && runs) {
            LOG.info("{} is running", job.getName());
            ran.put(job.getName(), true);
        }
        return runs;
    }

    private static Optional<Throwable> failureCause(AccessExecutionGraph graph) {
        for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
            Optional<ErrorInfo> failure = vertex.getFailureInfo();
            if (failure.isPresent()) {
                return failure.map(JobWatch::error);
            }
        }
        return Optional.ofNullable(graph.getFailureInfo()).map(JobWatch::error);
    }

    private static Throwable error(ErrorInfo failure) {
        return failure.getException().deserializeError(JobWatch.class.getClassLoader());
    }
}
