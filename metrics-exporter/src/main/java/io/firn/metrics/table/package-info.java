@NullMarked
package io.firn.metrics.table;

import org.jspecify.annotations.NullMarked;
