/** What the daemon knows, as views. */
@NullMarked
package io.firn.daemon.report;

import org.jspecify.annotations.NullMarked;
