/** How every table was in the last fourteen days, for charts: a bounded series in the daemon's database. */
@NullMarked
package io.firn.daemon.history;

import org.jspecify.annotations.NullMarked;
