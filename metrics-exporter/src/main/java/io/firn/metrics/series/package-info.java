@NullMarked
package io.firn.metrics.series;

import org.jspecify.annotations.NullMarked;
