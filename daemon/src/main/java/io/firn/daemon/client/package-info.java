@NullMarked
package io.firn.daemon.client;

import org.jspecify.annotations.NullMarked;
