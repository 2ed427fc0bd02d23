/** Decides, without acting, what a table needs and says why, or why not. */
@NullMarked
package io.firn.maintenance.plan;

import org.jspecify.annotations.NullMarked;
