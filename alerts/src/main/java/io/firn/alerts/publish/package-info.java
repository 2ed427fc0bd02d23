/** Tells others what the daemon found, and what is not so any more, until they have heard it. */
@NullMarked
package io.firn.alerts.publish;

import org.jspecify.annotations.NullMarked;
