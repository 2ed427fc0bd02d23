package io.firn.lake.config;

import java.time.Duration;

/**
 * How every Kafka offset of the streams is accounted for.
 *
 * @param grace how long the pipeline may be silent, having read a record, before its absence counts as missing all the same;
 *     while the pipeline works, its own commits decide
 * @param freezeFor how long missing records keep a table's snapshots from being expired; then expiry goes on, loudly
 * @param trustStatistics whether a file's statistics stand for its rows where they leave one reading only, if no offset
 *     is in it twice
 * @param ledgerKeepFor how long the entries of the proof of completeness are kept
 */
public record ReconciliationConfig(
        boolean enabled, Duration grace, Duration freezeFor, boolean trustStatistics, Duration ledgerKeepFor) {}
