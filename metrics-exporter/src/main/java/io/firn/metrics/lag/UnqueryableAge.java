package io.firn.metrics.lag;

import java.time.Duration;

/** The age of the oldest Kafka record that is in neither the table nor a dead-letter topic, 0 where there is none. */
public record UnqueryableAge(String catalog, String table, Duration age) {}
