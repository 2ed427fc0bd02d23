package io.firn.lake.config;

import java.time.Duration;

/**
 * How every Kafka offset of the streams is accounted for.
 *
 * @param grace how long an offset may be in neither table nor dead-letter topic, from the moment on which the pipeline has
 *     committed a later one, before it counts as missing
 * @param freezeFor how long missing offsets keep a table's snapshots from being expired; then expiry goes on, loudly
 */
public record ReconciliationConfig(boolean enabled, Duration grace, Duration freezeFor) {}
