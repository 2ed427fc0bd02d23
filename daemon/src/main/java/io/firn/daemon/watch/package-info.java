@NullMarked
package io.firn.daemon.watch;

import org.jspecify.annotations.NullMarked;
