@NullMarked
package io.firn.quality.scan;

import org.jspecify.annotations.NullMarked;
