/** Counts the rows that a reader sees. */
@NullMarked
package io.firn.daemon.rows;

import org.jspecify.annotations.NullMarked;
