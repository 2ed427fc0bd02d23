/** Tells a topic of Amazon SNS. */
@NullMarked
package io.firn.alerts.publish.aws;

import org.jspecify.annotations.NullMarked;
