@NullMarked
package io.firn.metrics.quality;

import org.jspecify.annotations.NullMarked;
