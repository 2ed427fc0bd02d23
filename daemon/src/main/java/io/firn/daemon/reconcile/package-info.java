/** Runs reconciliation beside everything else, and shows what it found. */
@NullMarked
package io.firn.daemon.reconcile;

import org.jspecify.annotations.NullMarked;
