@NullMarked
package io.firn.benchmarks.lag;

import org.jspecify.annotations.NullMarked;
