package io.firn.local.stack;

/** A part of the stack that the configuration may put elsewhere. */
public enum Part {
    BROKER("kafka", "bootstrap-servers"),
    CATALOG("catalog", "properties");

    private final String section;
    private final String key;

    Part(String section, String key) {
        this.section = section;
        this.key = key;
    }

    /** The section and key of a configuration that replaces the embedded part. */
    String section() {
        return section;
    }

    String key() {
        return key;
    }
}
