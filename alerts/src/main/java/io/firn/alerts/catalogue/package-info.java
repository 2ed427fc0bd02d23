/** The alert set and its thresholds: the one source of rules, alarms and the lines on dashboards. */
@NullMarked
package io.firn.alerts.catalogue;

import org.jspecify.annotations.NullMarked;
