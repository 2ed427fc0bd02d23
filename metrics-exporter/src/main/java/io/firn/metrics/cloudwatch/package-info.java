/** The same series for Amazon CloudWatch: chosen, added up and within its limits. */
@NullMarked
package io.firn.metrics.cloudwatch;

import org.jspecify.annotations.NullMarked;
