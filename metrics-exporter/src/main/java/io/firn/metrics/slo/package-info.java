/** How the promises made for the tables are kept, and what the daemon found and told. */
@NullMarked
package io.firn.metrics.slo;

import org.jspecify.annotations.NullMarked;
