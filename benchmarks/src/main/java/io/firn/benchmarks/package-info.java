@NullMarked
package io.firn.benchmarks;

import org.jspecify.annotations.NullMarked;
