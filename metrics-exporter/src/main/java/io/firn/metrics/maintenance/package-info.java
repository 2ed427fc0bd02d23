@NullMarked
package io.firn.metrics.maintenance;

import org.jspecify.annotations.NullMarked;
