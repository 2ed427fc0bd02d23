/** What a table can reach: the files that nothing may delete. */
@NullMarked
package io.firn.maintenance.reachability;

import org.jspecify.annotations.NullMarked;
