@NullMarked
package io.firn.daemon.schedule;

import org.jspecify.annotations.NullMarked;
