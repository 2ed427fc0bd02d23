/** The full state of a table of many manifests, read by Firn, Spark and PyIceberg. */
@NullMarked
package io.firn.benchmarks.metadata;

import org.jspecify.annotations.NullMarked;
