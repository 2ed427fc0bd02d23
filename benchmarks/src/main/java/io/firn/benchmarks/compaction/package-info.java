/** Compaction beside Spark, rows, DuckDB and a plain copy of the bytes, over the same files. */
@NullMarked
package io.firn.benchmarks.compaction;

import org.jspecify.annotations.NullMarked;
