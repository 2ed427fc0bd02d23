package io.firn.daemon.slo;

import io.firn.metrics.lag.LagView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether tables are fresh, by the newest that is known of each. What is not known grows old: while nobody measures, the
 * oldest record that was waiting goes on waiting, as far as anybody can prove.
 */
final class Freshness {
    private final Duration allowance;
    private final Map<String, Proof> proofs = new HashMap<>();
    private final Map<String, Instant> unknownSince = new HashMap<>();

    /** At that time the oldest record that was not in the table was so old. */
    private record Proof(Instant at, Duration age) {}

    /** @param allowance how old a measurement may be before it counts as older */
    Freshness(Duration allowance) {
        this.allowance = allowance;
    }

    void learn(LagView view) {
        view.tables().forEach(table -> proofs.put(table.table(), new Proof(view.takenAt(), table.age())));
    }

    /** Empty where nothing is known yet, for no longer than the limit. */
    Optional<Boolean> isBad(String table, Duration limit, Instant now) {
        Proof proof = proofs.get(table);
        if (proof == null) {
            Instant since = unknownSince.computeIfAbsent(table, any -> now);
            return Duration.between(since, now).compareTo(limit) > 0 ? Optional.of(true) : Optional.empty();
        }
        Duration unmeasured = Duration.between(proof.at(), now).minus(allowance);
        Duration age = unmeasured.isNegative() ? proof.age() : proof.age().plus(unmeasured);
        return Optional.of(age.compareTo(limit) > 0);
    }
}
