/** What wakes somebody: alerting rules and their thresholds, and findings that the daemon publishes itself. */
@NullMarked
package io.firn.alerts;

import org.jspecify.annotations.NullMarked;
