package io.firn.lake.config;

/**
 * What of the tables becomes metrics.
 *
 * @param maxSeries of all tables together; further tables are shown as sums of their namespaces
 * @param fileSizes whether each table also shows how its data files' sizes are spread
 */
public record MetricsConfig(int maxSeries, boolean fileSizes) {}
