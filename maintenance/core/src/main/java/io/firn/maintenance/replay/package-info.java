/** The policy time machine: replays a policy over the snapshots that a table still has, without touching the table. */
@NullMarked
package io.firn.maintenance.replay;

import org.jspecify.annotations.NullMarked;
