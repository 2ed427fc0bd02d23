@NullMarked
package io.firn.quality.origin;

import org.jspecify.annotations.NullMarked;
