@NullMarked
package io.firn.quality.anomaly;

import org.jspecify.annotations.NullMarked;
