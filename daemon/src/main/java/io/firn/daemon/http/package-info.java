@NullMarked
package io.firn.daemon.http;

import org.jspecify.annotations.NullMarked;
