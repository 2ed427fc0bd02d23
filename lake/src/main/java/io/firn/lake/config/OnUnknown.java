package io.firn.lake.config;

/** What a check says where it cannot tell, for example because files carry no statistics. It never passes. */
public enum OnUnknown {
    /** That it is unknown. */
    UNKNOWN,
    /** Nothing: it has no status series until it can tell. */
    IGNORE,
    WARN,
    FAIL
}
