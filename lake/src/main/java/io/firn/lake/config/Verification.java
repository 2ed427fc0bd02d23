package io.firn.lake.config;

/** What a rewrite's outputs are compared with its inputs by, before the commit. */
public enum Verification {
    /** Rows, null counts, bounds and schema, from the files' footers. */
    COUNTS,
    /** The same and a checksum of every column, for which the outputs are read back. */
    CONTENT
}
