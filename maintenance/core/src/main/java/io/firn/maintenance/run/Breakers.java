package io.firn.maintenance.run;

import io.firn.lake.config.BreakerConfig;
import io.firn.lake.table.TableState;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.ledger.Pauses;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses what the circuit breakers say, after every run that ended; a person has to resume it. */
final class Breakers {
    static final String NAME = "circuit breaker";

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);
    private static final int RUNS = 200;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Ledger ledger;
    private final String catalog;
    private final BreakerConfig config;
    private final Clock clock;
    private final AtomicLong trips = new AtomicLong();

    Breakers(Ledger ledger, String catalog, BreakerConfig config, Clock clock) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.config = config;
        this.clock = clock;
    }

    long trips() {
        return trips.get();
    }

    void ended(Run run, TableState state) {
        Pauses pauses = ledger.pauses(catalog);
        Operation operation = run.operation();
        Instant since = pauses.lastResumed(run.table(), operation).orElse(Instant.EPOCH);
        List<Run> runs = ledger.runs(catalog, run.table(), operation, RUNS).stream()
                .filter(earlier -> earlier.started().isAfter(since))
                .toList();
        Instant now = clock.instant();
        CircuitBreakers.failures(runs).ifPresent(why -> trip(pauses, Optional.of(run.table()), operation, why));
        if (operation == Operation.COMPACTION) {
            CircuitBreakers.rewrites(state, runs, since, now, config)
                    .ifPresent(why -> trip(pauses, Optional.of(run.table()), operation, why));
        }
        if (run.guard().isPresent()) {
            Instant hour = now.minus(HOUR).isAfter(since) ? now.minus(HOUR) : since;
            CircuitBreakers.guards(ledger.rejectedSince(catalog, hour), operation, config)
                    .ifPresent(why -> trip(pauses, Optional.empty(), operation, why));
        }
    }

    private void trip(Pauses pauses, Optional<String> table, Operation operation, String why) {
        if (pauses.pause(table, Optional.of(operation), NAME, why)) {
            trips.incrementAndGet();
            LOG.warn("{} of {} pauses itself until it is resumed: {}", operation.id(), table.orElse("all tables"), why);
        }
    }
}
