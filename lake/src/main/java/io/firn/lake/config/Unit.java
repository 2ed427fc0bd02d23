package io.firn.lake.config;

/** How rows that break a check are counted. */
public enum Unit {
    /** Of the rows that were checked, 0 to 100. */
    PERCENT,
    COUNT
}
