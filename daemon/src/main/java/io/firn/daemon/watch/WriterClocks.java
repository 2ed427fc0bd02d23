package io.firn.daemon.watch;

import io.firn.lake.config.Durations;
import io.firn.lake.table.SnapshotState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process' clock is ahead of the writers'. A snapshot that was not there when its table was looked at, and that
 * says that it was committed before, was made by a clock behind this one. Iceberg refuses a commit that is more than a minute
 * older than the table's newest snapshot ({@code TableMetadata}), so what a clock that is further ahead commits keeps the
 * writers from committing until theirs has come as far (hazard H21).
 */
public final class WriterClocks {
    private static final Logger LOG = LoggerFactory.getLogger(WriterClocks.class);
    private static final Duration TOLERANCE = Duration.ofMinutes(1);
    /**
     * One commit may have been slow; as many in a row hardly were. They may be those of one slow checkpoint of several
     * tables: then maintenance waits until the next commit, which costs less than the opposite mistake.
     */
    private static final int WITNESSES = 3;
    /** Whoever has written nothing for so long is kept from nothing. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private final Clock clock;
    private final Deque<Witness> newest = new ArrayDeque<>();
    private boolean told;

    /** @param ahead by how much this clock is ahead at least; negative where nothing says that it is */
    private record Witness(Instant seen, Duration ahead) {}

    public WriterClocks(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes note of a table that has changed.
     *
     * @param known ids of the snapshots that it had when it was looked at before
     * @param now the snapshots that it has now
     * @param lookedAt when that look began, by this clock
     */
    synchronized void saw(Set<Long> known, Collection<SnapshotState> now, Instant lookedAt) {
        now.stream()
                .filter(snapshot -> !known.contains(snapshot.id()) && !snapshot.isReplace())
                .map(SnapshotState::committedAt)
                .max(Instant::compareTo)
                .ifPresent(committed -> {
                    newest.addLast(new Witness(clock.instant(), Duration.between(committed, lookedAt)));
                    if (newest.size() > WITNESSES) {
                        newest.removeFirst();
                    }
                });
        tell();
    }

    /** Once when maintenance begins to wait, and once when it goes on. */
    private void tell() {
        Optional<String> reason = reason();
        if (reason.isPresent() && !told) {
            LOG.warn("All maintenance waits: {}", reason.get());
        } else if (reason.isEmpty() && told) {
            LOG.info("Maintenance goes on: the clock of this daemon is not ahead of those of the tables' writers");
        }
        told = reason.isPresent();
    }

    /** Why nothing may be committed now; empty where the clock is well, or nobody can tell. */
    public synchronized Optional<String> reason() {
        Instant since = clock.instant().minus(MEMORY);
        boolean isAhead = newest.size() == WITNESSES
                && newest.stream()
                        .allMatch(witness ->
                                witness.seen().isAfter(since) && witness.ahead().compareTo(TOLERANCE) > 0);
        return newest.stream()
                .map(Witness::ahead)
                .min(Duration::compareTo)
                .filter(ahead -> isAhead)
                .map(ahead -> "the clock of this daemon is "
                        + Durations.format(Duration.ofSeconds(ahead.toSeconds()))
                        + " ahead of those of the tables' writers, whom its commits would keep from theirs");
    }
}
