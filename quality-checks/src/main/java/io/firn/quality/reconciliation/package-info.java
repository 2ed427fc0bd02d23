@NullMarked
package io.firn.quality.reconciliation;

import org.jspecify.annotations.NullMarked;
