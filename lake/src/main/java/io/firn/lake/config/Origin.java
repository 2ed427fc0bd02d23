package io.firn.lake.config;

/** Where a piece of configuration was written; line and column count from 1, or are 0 where there is no text. */
record Origin(String source, int line, int column) {
    static Origin wholeOf(String source) {
        return new Origin(source, 0, 0);
    }
}
