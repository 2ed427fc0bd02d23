package io.firn.daemon.view;

/** How the records of one stream ended, as far as they are accounted for. */
public record CompletenessView(
        String table,
        String topic,
        long expected,
        long landed,
        long deadLetters,
        long duplicates,
        long noRecord,
        long unknown,
        long missing) {}
