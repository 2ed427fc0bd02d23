/** Flink's own metrics for Prometheus. */
@NullMarked
package io.firn.pipeline.metrics;

import org.jspecify.annotations.NullMarked;
