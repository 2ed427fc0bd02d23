/** Whether the tables are as their tiers promise. */
@NullMarked
package io.firn.daemon.slo;

import org.jspecify.annotations.NullMarked;
