package io.firn.daemon.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A check of a table.
 *
 * @param status {@code pass}, {@code warn}, {@code fail}, {@code unknown}, or {@code pending} before it was first judged
 * @param rule what it asks for
 * @param source where it is configured, or that it is built in
 * @param since when it began to say so
 * @param value what was compared with the threshold, where that is known and may be told
 * @param reason for the status; holds no value of the data
 * @param snapshotId the commit that it began with, where it is about one
 * @param checkpointId of Flink, with that commit
 * @param offsets of Kafka, between which that commit's rows lie; empty where that is not known
 * @param lastRun when it was last known that there is nothing newer to judge
 */
public record CheckView(
        String table,
        String check,
        String type,
        String severity,
        String status,
        String rule,
        String source,
        Optional<String> owner,
        Optional<String> description,
        Optional<Instant> since,
        Optional<Double> value,
        String reason,
        Optional<Long> snapshotId,
        Optional<Instant> committedAt,
        Optional<Long> checkpointId,
        String offsets,
        Optional<Instant> lastRun) {
    private static final String FAIL = "fail";
    private static final String WARN = "warn";
    private static final String PASS = "pass";

    public boolean passes() {
        return status.equals(PASS);
    }

    public boolean fails() {
        return status.equals(FAIL);
    }

    public boolean warns() {
        return status.equals(WARN);
    }
}
