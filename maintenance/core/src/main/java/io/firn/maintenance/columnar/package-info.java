/**
 * Merges Parquet files column by column, without assembling a row: dictionaries are merged and ids renumbered, pages are
 * copied as they are or decoded and encoded anew. Knows Parquet and Iceberg's files, nothing of runs and commits.
 */
@NullMarked
package io.firn.maintenance.columnar;

import org.jspecify.annotations.NullMarked;
