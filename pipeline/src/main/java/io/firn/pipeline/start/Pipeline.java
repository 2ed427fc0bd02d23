package io.firn.pipeline.start;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.failpoint.FailPoint;
import io.firn.pipeline.job.JobSettings;
import io.firn.pipeline.job.LandJob;
import io.firn.pipeline.job.SharedCatalog;
import io.firn.pipeline.job.ValidateJob;
import io.firn.pipeline.schema.StreamTable;
import io.firn.pipeline.schema.StreamTables;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.iceberg.catalog.Catalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running pipeline: both jobs in a Flink cluster inside this JVM. Starting waits for broker and catalog however long
 * they take, creates missing topics and tables and goes on from the newest checkpoints.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int JOBS = 2;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(8);

    private final MiniCluster cluster;
    private final JobWatch watch;

    private Pipeline(MiniCluster cluster, JobWatch watch) {
        this.cluster = cluster;
        this.watch = watch;
    }

    /**
     * Starts both jobs.
     *
     * @param failPoint what to lose on purpose, see {@link FailPoint}; empty for nothing
     * @throws StartException if no retry would help
     */
    public static Pipeline start(FirnConfig config, String failPoint, Clock clock) throws InterruptedException {
        Problems.require(config.pipeline());
        FailPoint admitted = FailPointGuard.admit(failPoint, config);
        CheckpointDirectory directory =
                new CheckpointDirectory(config.pipeline().checkpointDirectory());
        List<StreamConfig> streams = directory.withEarlier(config.pipeline().streams());
        Optional<CheckpointDirectory.Checkpoint> validated = directory.newest("validate");
        Optional<CheckpointDirectory.Checkpoint> landed = directory.newest("land");
        Configuration flink = FlinkSettings.cluster(config.pipeline());
        // Flink takes as long to start as everything else does.
        CompletableFuture<MiniCluster> cluster = CompletableFuture.supplyAsync(() -> boot(config.pipeline(), flink));
        try {
            JobSettings settings = prepare(config, directory, streams, validated, landed, admitted, clock);
            JobGraph validate = ValidateJob.graph(
                    settings, FlinkSettings.job(flink, directory.of("validate").toString()));
            JobGraph land = LandJob.graph(
                    settings, FlinkSettings.job(flink, directory.of("land").toString()));
            restore(validate, validated);
            restore(land, landed);
            return submit(cluster.get(), List.of(validate, land));
        } catch (ExecutionException e) {
            cluster.thenAccept(Pipeline::stop).exceptionally(failure -> null).join();
            throw new StartException("Cannot start Flink: " + Persistence.reason(e), e);
        } catch (RuntimeException | InterruptedException e) {
            cluster.thenAccept(Pipeline::stop).exceptionally(failure -> null).join();
            throw e;
        }
    }

    private static JobSettings prepare(
            FirnConfig config,
            CheckpointDirectory directory,
            List<StreamConfig> streams,
            Optional<CheckpointDirectory.Checkpoint> validated,
            Optional<CheckpointDirectory.Checkpoint> landed,
            FailPoint failPoint,
            Clock clock)
            throws InterruptedException {
        String kafka = "use Kafka at " + config.kafka().bootstrapServers();
        Topics.Facts topics = Persistence.untilDone(kafka, () -> Topics.prepare(config, streams));
        requireKnown(config.pipeline().validationGroup(), validated, topics, directory);
        requireKnown(config.pipeline().landingGroup(), landed, topics, directory);
        warnOfExpired(validated, topics.transactionTimeout(), clock);
        String catalog = "use catalog '" + config.catalog().name() + "'";
        Persistence.untilDone(catalog, () -> prepareTables(config, streams));
        directory.remember(streams);
        return new JobSettings(
                config, streams, topics.deadLetterBytes(), topics.transactionTimeout(), directory.lineage(), failPoint);
    }

    private static MiniCluster boot(PipelineConfig pipeline, Configuration flink) {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(JOBS * pipeline.parallelism())
                .build());
        try {
            cluster.start();
            LOG.info("Flink's REST address is {}", cluster.getRestAddress().get());
            return cluster;
        } catch (Exception e) {
            stop(cluster);
            throw new CompletionException(e);
        }
    }

    private static Pipeline submit(MiniCluster cluster, List<JobGraph> jobs)
            throws ExecutionException, InterruptedException {
        for (JobGraph job : jobs) {
            cluster.submitJob(job).get();
        }
        return new Pipeline(cluster, new JobWatch(cluster, jobs));
    }

    private static Boolean prepareTables(FirnConfig config, List<StreamConfig> streams) {
        Catalog catalog = new SharedCatalog(config.catalog()).loadCatalog();
        StreamTables tables = new StreamTables(catalog);
        streams.forEach(stream -> tables.prepare(new StreamTable(stream)));
        return true;
    }

    /** Offsets are committed with checkpoints: where there are some, there was a checkpoint. */
    private static void requireKnown(
            String group,
            Optional<CheckpointDirectory.Checkpoint> checkpoint,
            Topics.Facts topics,
            CheckpointDirectory directory) {
        if (checkpoint.isEmpty() && topics.groupsWithOffsets().contains(group)) {
            throw new StartException("Cannot resume: consumer group '" + group + "' was here before, and "
                    + directory.of("") + " has no checkpoint of it. Restore the directory; or, to land records again,"
                    + " delete the group");
        }
    }

    private static void warnOfExpired(
            Optional<CheckpointDirectory.Checkpoint> checkpoint, Duration timeout, Clock clock) {
        checkpoint.ifPresent(last -> {
            Duration down = Duration.between(last.completed(), clock.instant());
            if (down.compareTo(timeout) > 0) {
                LOG.warn(
                        "The last checkpoint is {} old, older than Kafka keeps transactions ({}): if the pipeline was"
                                + " killed while it committed, records of that checkpoint are missing",
                        down,
                        timeout);
            }
        });
    }

    private static void restore(JobGraph job, Optional<CheckpointDirectory.Checkpoint> checkpoint) {
        checkpoint.ifPresent(newest -> {
            LOG.info("{} goes on from checkpoint {}", job.getName(), newest.number());
            job.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(newest.path().toString(), false, RecoveryClaimMode.CLAIM));
        });
    }

    /** Returns when every task of both jobs runs. @throws StartException if one ends instead */
    public void awaitReady() throws InterruptedException {
        watch.awaitRunning();
    }

    /** Reports failures and recoveries, one line each, until a job ends for good or this thread is interrupted. */
    public void watch() throws InterruptedException {
        watch.report();
    }

    @Override
    public void close() {
        stop(cluster);
    }

    private static void stop(MiniCluster cluster) {
        try {
            cluster.closeAsync().get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("Flink has not stopped within {}; its checkpoints are complete all the same", LONGEST_STOP);
        } catch (Exception e) {
            LOG.warn("Cannot stop Flink: {}", Persistence.reason(e));
        }
    }
}
