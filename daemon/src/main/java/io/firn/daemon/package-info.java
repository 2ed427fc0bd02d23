@NullMarked
package io.firn.daemon;

import org.jspecify.annotations.NullMarked;
