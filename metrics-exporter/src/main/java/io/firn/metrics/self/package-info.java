@NullMarked
package io.firn.metrics.self;

import org.jspecify.annotations.NullMarked;
