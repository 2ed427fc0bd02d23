package io.firn.lake.config;

/** A value that no log, message or page may show: it prints as {@code ***}. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
