package io.firn.daemon.rows;

/**
 * Rows of a table.
 *
 * @param exact whether these are the rows that a reader sees; otherwise an earlier count, or records before deletes
 */
public record RowCount(long rows, boolean exact) {}
