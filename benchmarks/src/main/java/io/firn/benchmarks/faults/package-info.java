/** The fault matrix: what is told of each fault by a real Alertmanager, and that nothing else is. */
@NullMarked
package io.firn.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
