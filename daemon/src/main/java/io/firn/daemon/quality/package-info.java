/** Checks of the tables' data: when they run, and what is shown of them. */
@NullMarked
package io.firn.daemon.quality;

import org.jspecify.annotations.NullMarked;
