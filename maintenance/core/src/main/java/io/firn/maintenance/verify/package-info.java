/** Judges what an engine did from the table itself, never from the engine's report. */
@NullMarked
package io.firn.maintenance.verify;

import org.jspecify.annotations.NullMarked;
