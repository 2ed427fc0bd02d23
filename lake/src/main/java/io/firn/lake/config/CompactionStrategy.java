package io.firn.lake.config;

/** In which order compaction writes rows. */
public enum CompactionStrategy {
    /** As they come. */
    BIN_PACK,
    /** In the table's sort order, where it has one. */
    SORT
}
