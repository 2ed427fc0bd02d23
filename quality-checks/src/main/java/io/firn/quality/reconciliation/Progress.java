package io.firn.quality.reconciliation;

import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides up to which raw offset a stream's records must have ended, from Kafka's positions alone: see {@code
 * docs/design/reconciliation.md}. Keeps nothing over a restart: it then only takes longer.
 */
final class Progress {
    private static final int MOST_WAITING = 32;

    private final StreamConfig stream;
    private final int commitsNeeded;
    private final boolean commitsTogether;
    private final Duration grace;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Map<TopicPartition, Long> newest = Map.of();

    /** Whether no committed record is left in a part of a partition. */
    @FunctionalInterface
    interface Emptiness {
        boolean isEmpty(TopicPartition partition, long from, long to);
    }

    /** A line, and how far the landing job has come since it passed it. */
    private static final class Waiting {
        final DueOffsets line;
        Optional<Instant> passed = Optional.empty();
        Map<TopicPartition, Long> seen = Map.of();
        final Map<TopicPartition, Integer> commits = new HashMap<>();
        int anyCommits;

        Waiting(DueOffsets line) {
            this.line = line;
        }
    }

    Progress(StreamConfig stream, PipelineConfig pipeline, Duration grace) {
        this.stream = stream;
        this.grace = grace;
        this.commitsTogether = pipeline.parallelism() == 1;
        this.commitsNeeded = (commitsTogether ? 1 : 2) + heldCheckpoints(stream);
    }

    /** An upserting table's rows may wait for the next checkpoint while its schema changes. */
    private static int heldCheckpoints(StreamConfig stream) {
        if (stream.mode() == StreamConfig.Mode.APPEND) {
            return 0;
        }
        return stream.columns() instanceof StreamConfig.Evolve ? 2 : 1;
    }

    /** Takes in a new answer; {@code emptiness} is asked only about what lies between a group and an end. */
    void observe(Positions now, Instant at, Emptiness emptiness) {
        Map<TopicPartition, Long> validated = Positions.ofTopic(now.validated(), stream.topic());
        Map<TopicPartition, Long> validEnds = now.endsOf(stream.validTopic());
        Map<TopicPartition, Long> letterEnds = now.endsOf(stream.deadLetterTopic());
        boolean isComplete = !validated.isEmpty()
                && !validEnds.isEmpty()
                && !letterEnds.isEmpty()
                && isWithin(validated, now.endsOf(stream.topic()));
        if (isComplete && !validated.equals(newest) && waiting.size() < MOST_WAITING) {
            newest = validated;
            waiting.addLast(new Waiting(new DueOffsets(validated, validEnds, letterEnds)));
        }
        for (Waiting line : waiting) {
            if (line.passed.isPresent()) {
                count(line, now);
            } else if (!passes(line, now, emptiness)) {
                return; // Newer lines ask for more.
            } else {
                line.passed = Optional.of(at);
                line.seen = now.landed();
            }
        }
    }

    /** The newest line before which everything must have ended; it stays until it is {@link #applied}. */
    Optional<DueOffsets> due(Instant at) {
        for (Iterator<Waiting> lines = waiting.descendingIterator(); lines.hasNext(); ) {
            Waiting line = lines.next();
            boolean silent =
                    line.passed.map(passed -> !at.isBefore(passed.plus(grace))).orElse(false);
            if (silent || commits(line) >= commitsNeeded) {
                return Optional.of(line.line);
            }
        }
        return Optional.empty();
    }

    /** What was due up to there has been looked at: this line and older ones are done with. */
    void applied(DueOffsets line) {
        while (!waiting.isEmpty() && !waiting.removeFirst().line.equals(line)) {
            // Older ones ask for less.
        }
    }

    /** All that was proved is void: another topic has the name. */
    void forget() {
        waiting.clear();
        newest = Map.of();
    }

    /** A group may be ahead of a topic that was made anew: then it says nothing about it. */
    private static boolean isWithin(Map<TopicPartition, Long> group, Map<TopicPartition, Long> ends) {
        return group.entrySet().stream()
                .allMatch(entry ->
                        entry.getValue() <= Positions.at(ends, entry.getKey()).orElse(-1));
    }

    private static boolean passes(Waiting line, Positions now, Emptiness emptiness) {
        for (Map.Entry<TopicPartition, Long> end : line.line.validEnds().entrySet()) {
            TopicPartition partition = end.getKey();
            long start = Positions.at(now.starts(), partition).orElse(0);
            long from = Math.max(start, Positions.at(now.landed(), partition).orElse(0));
            if (from < end.getValue() && !emptiness.isEmpty(partition, from, end.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static void count(Waiting line, Positions now) {
        boolean any = false;
        for (Map.Entry<TopicPartition, Long> entry : now.landed().entrySet()) {
            long before = Positions.at(line.seen, entry.getKey()).orElse(0);
            if (entry.getValue() < before) {
                // The job has gone back to an older checkpoint: all that it has proved is void.
                line.passed = Optional.empty();
                line.commits.clear();
                line.anyCommits = 0;
                return;
            }
            if (entry.getValue() > before) {
                any = true;
                line.commits.merge(entry.getKey(), 1, Integer::sum);
            }
        }
        line.anyCommits += any ? 1 : 0;
        line.seen = now.landed();
    }

    private int commits(Waiting line) {
        return commitsTogether
                ? line.anyCommits
                : line.commits.values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0);
    }
}
