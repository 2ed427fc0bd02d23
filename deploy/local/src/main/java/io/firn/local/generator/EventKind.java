package io.firn.local.generator;

/** What is special about an event. */
enum EventKind {
    PLAIN,
    /** It says of itself that it happened hours before it is sent. */
    LATE,
    /** A record that was sent shortly before, once more. */
    DUPLICATE,
    /** No table may take it. */
    MALFORMED
}
