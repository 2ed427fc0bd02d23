/** What the daemon finds and has told to others. */
@NullMarked
package io.firn.daemon.alert;

import org.jspecify.annotations.NullMarked;
