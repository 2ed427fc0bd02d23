package io.firn.lake.config;

/** Where a piece of configuration was written; line and column count from 1, or are 0 where there is no text. */
public record Origin(String source, int line, int column) {
    static Origin wholeOf(String source) {
        return new Origin(source, 0, 0);
    }

    /** For example {@code firn.yaml:12}. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
