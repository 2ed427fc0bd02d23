package io.firn.benchmarks.faults;

import java.time.Instant;

/**
 * One alert of one notification.
 *
 * @param group what Alertmanager put together, its key
 * @param receiver {@code page}, {@code ticket} or {@code watchdog}
 */
record Notice(String alert, String severity, String table, String receiver, String group, boolean firing, Instant at) {}
