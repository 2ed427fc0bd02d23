/** Finds files that no snapshot needs, moves them away and, much later, deletes them; puts them back on demand. */
@NullMarked
package io.firn.maintenance.orphans;

import org.jspecify.annotations.NullMarked;
