@NullMarked
package io.firn.metrics.reconciliation;

import org.jspecify.annotations.NullMarked;
