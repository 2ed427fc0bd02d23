@NullMarked
package io.firn.metrics.lag;

import org.jspecify.annotations.NullMarked;
