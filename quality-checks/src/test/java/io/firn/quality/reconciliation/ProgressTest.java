package io.firn.quality.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.StreamConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The rule by which an offset must have ended, held against a pipeline that does things in any order it may. */
class ProgressTest {
    private static final TopicPartition RAW = new TopicPartition("raw", 0);
    private static final TopicPartition VALID = new TopicPartition("raw.valid", 0);
    private static final TopicPartition LETTERS = new TopicPartition("raw.dead-letter", 0);

    private enum Action {
        PRODUCE,
        VALIDATE,
        VALIDATE_CHECKPOINT,
        VALIDATE_TELLS_GROUP,
        VALIDATE_COMMITS,
        READ,
        READ_AND_HOLD,
        LAND_CHECKPOINT,
        LAND_TELLS_GROUP,
        LAND_COMMITS,
        LAND_CRASHES,
        OBSERVE
    }

    @Property(tries = 5000)
    void nothingIsDueBeforeAPipelineThatLosesNothingHasLandedIt(@ForAll @Size(max = 300) List<Action> actions) {
        SimulatedPipeline pipeline = new SimulatedPipeline(false);
        Progress progress = new Progress(stream("append"), Configs.pipeline("append"), Duration.ofHours(1));
        run(pipeline, progress, actions);
    }

    @Property(tries = 5000)
    void norWhereRowsWaitForTheNextCheckpoint(@ForAll @Size(max = 300) List<Action> actions) {
        SimulatedPipeline pipeline = new SimulatedPipeline(true);
        Progress progress = new Progress(stream("upsert"), Configs.pipeline("upsert"), Duration.ofHours(1));
        run(pipeline, progress, actions);
    }

    private static void run(SimulatedPipeline pipeline, Progress progress, List<Action> actions) {
        for (Action action : actions) {
            if (action != Action.OBSERVE) {
                pipeline.act(action);
                continue;
            }
            progress.observe(pipeline.positions(), Instant.EPOCH, pipeline::isEmpty);
            Optional<DueOffsets> due = progress.due(Instant.EPOCH);
            due.ifPresent(line -> {
                for (long offset = 0; offset < line.raw().getOrDefault(RAW, 0L); offset++) {
                    assertThat(pipeline.table).contains(offset);
                }
                progress.applied(line);
            });
        }
    }

    @Test
    void aDroppedRecordIsDueAfterTheNextCheckpointOfTheLandingJob() {
        SimulatedPipeline pipeline = new SimulatedPipeline(false);
        Progress progress = new Progress(stream("append"), Configs.pipeline("append"), Duration.ofHours(1));
        pipeline.passOne();
        assertThat(observed(pipeline, progress)).isEmpty();
        pipeline.passOne();
        assertThat(observed(pipeline, progress)).isPresent();
    }

    @Test
    void inASilentPipelineItIsDueAfterTheGraceOnly() {
        SimulatedPipeline pipeline = new SimulatedPipeline(false);
        Progress progress = new Progress(stream("append"), Configs.pipeline("append"), Duration.ofHours(1));
        pipeline.passOne();
        progress.observe(pipeline.positions(), Instant.EPOCH, pipeline::isEmpty);
        assertThat(progress.due(Instant.EPOCH.plusSeconds(3599))).isEmpty();
        assertThat(progress.due(Instant.EPOCH.plusSeconds(3600))).isPresent();
    }

    @Test
    void aGroupThatGoesBackProvesNothing() {
        SimulatedPipeline pipeline = new SimulatedPipeline(false);
        Progress progress = new Progress(stream("append"), Configs.pipeline("append"), Duration.ofHours(1));
        pipeline.passOne();
        assertThat(observed(pipeline, progress)).isEmpty();
        pipeline.landGroup = 0;
        assertThat(observed(pipeline, progress)).isEmpty();
        assertThat(progress.due(Instant.EPOCH.plus(Duration.ofDays(1)))).isEmpty();
    }

    private static Optional<DueOffsets> observed(SimulatedPipeline pipeline, Progress progress) {
        progress.observe(pipeline.positions(), Instant.EPOCH, pipeline::isEmpty);
        return progress.due(Instant.EPOCH);
    }

    private static StreamConfig stream(String mode) {
        return Configs.pipeline(mode).streams().get(0);
    }

    /** One raw and one valid partition, both jobs, in memory; every raw record is valid. */
    private static final class SimulatedPipeline {
        final Set<Long> table = new TreeSet<>();
        /** Raw offsets; -1 is a transaction marker. */
        private final List<Long> valid = new ArrayList<>();

        private final boolean holds;
        private long produced;
        private long validated;
        private long validateCheckpoint;
        private long validateGroup;
        private boolean transactionOpen;
        private int stable;
        private int preparedUpTo = -1;
        private int read;
        private List<Long> rows = new ArrayList<>();
        private List<Long> held = new ArrayList<>();
        private boolean heldAreDue;
        private int checkpointRead;
        private List<Long> checkpointHeld = List.of();
        private List<Long> uncommitted = List.of();
        private boolean commitDue;
        private long landCheckpointOffset;
        long landGroup;

        SimulatedPipeline(boolean holds) {
            this.holds = holds;
        }

        void passOne() {
            for (Action action : List.of(
                    Action.PRODUCE,
                    Action.VALIDATE,
                    Action.VALIDATE_CHECKPOINT,
                    Action.VALIDATE_COMMITS,
                    Action.VALIDATE_TELLS_GROUP,
                    Action.READ,
                    Action.LAND_CHECKPOINT,
                    Action.LAND_COMMITS,
                    Action.LAND_TELLS_GROUP)) {
                act(action);
            }
        }

        void act(Action action) {
            switch (action) {
                case PRODUCE -> produced++;
                case VALIDATE -> {
                    if (validated < produced) {
                        valid.add(validated++);
                        transactionOpen = true;
                    }
                }
                case VALIDATE_CHECKPOINT -> {
                    if (preparedUpTo < 0) {
                        validateCheckpoint = validated;
                        preparedUpTo = transactionOpen ? valid.size() : 0;
                        transactionOpen = false;
                    }
                }
                case VALIDATE_TELLS_GROUP -> validateGroup = validateCheckpoint;
                case VALIDATE_COMMITS -> {
                    if (preparedUpTo > 0 && preparedUpTo == valid.size()) {
                        valid.add(-1L);
                        stable = valid.size();
                        preparedUpTo = -1;
                    } else if (preparedUpTo == 0) {
                        preparedUpTo = -1;
                    } else if (preparedUpTo > 0) {
                        // The marker comes behind what the next transaction has written.
                        valid.add(-1L);
                        stable = preparedUpTo;
                        preparedUpTo = -1;
                    }
                }
                case READ, READ_AND_HOLD -> readOne(action == Action.READ_AND_HOLD && holds);
                case LAND_CHECKPOINT -> landCheckpoint();
                case LAND_TELLS_GROUP -> landGroup = landCheckpointOffset;
                case LAND_COMMITS -> commit();
                case LAND_CRASHES -> {
                    commit();
                    read = checkpointRead;
                    held = new ArrayList<>(checkpointHeld);
                    heldAreDue = true;
                    rows = new ArrayList<>();
                }
                case OBSERVE -> {}
            }
        }

        private void readOne(boolean hold) {
            while (read < stable && valid.get(read) < 0) {
                read++;
            }
            if (read < stable) {
                if (heldAreDue) { // They go before the first record behind the checkpoint.
                    rows.addAll(held);
                    held.clear();
                    heldAreDue = false;
                }
                (hold ? held : rows).add(valid.get(read++));
            }
        }

        private void landCheckpoint() {
            if (commitDue) {
                return; // The committer deals with one checkpoint before the next.
            }
            uncommitted = rows;
            checkpointHeld = List.copyOf(held);
            rows = new ArrayList<>();
            heldAreDue = true;
            checkpointRead = read;
            int last = read;
            while (last > 0 && valid.get(last - 1) < 0) {
                last--; // Flink tells the group where the last record ended.
            }
            landCheckpointOffset = last;
            commitDue = true;
        }

        private void commit() {
            table.addAll(uncommitted);
            uncommitted = List.of();
            commitDue = false;
        }

        boolean isEmpty(TopicPartition partition, long from, long to) {
            for (long offset = from; offset < to; offset++) {
                if (offset >= stable || valid.get((int) offset) >= 0) {
                    return false;
                }
            }
            return true;
        }

        Positions positions() {
            return new Positions(
                    Map.of(RAW, validateGroup),
                    Map.of(VALID, landGroup),
                    Map.of(RAW, 0L, VALID, 0L, LETTERS, 0L),
                    Map.of(RAW, produced, VALID, (long) valid.size(), LETTERS, 0L),
                    Map.of("raw", "id"));
        }
    }
}
