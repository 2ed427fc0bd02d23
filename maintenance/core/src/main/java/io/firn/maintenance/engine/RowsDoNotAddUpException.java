package io.firn.maintenance.engine;

/** A rewritten group failed its check before the commit; its message has counts only. */
final class RowsDoNotAddUpException extends RuntimeException {
    RowsDoNotAddUpException(String problem) {
        super("Cannot commit a rewritten group: " + problem);
    }
}
