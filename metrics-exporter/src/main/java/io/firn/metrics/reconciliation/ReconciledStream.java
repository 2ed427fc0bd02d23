package io.firn.metrics.reconciliation;

import java.util.Map;

/**
 * How the offsets of one stream stand: all numbers are of records.
 *
 * @param found ever missing, so it never shrinks
 * @param missing now
 * @param deadLettersByReason ever read from the dead-letter topic, by the pipeline's word for why
 */
public record ReconciledStream(
        String catalog,
        String table,
        String topic,
        long expected,
        long landed,
        long deadLetters,
        long duplicates,
        long found,
        long missing,
        long unknown,
        Map<String, Long> deadLettersByReason) {
    public ReconciledStream {
        deadLettersByReason = Map.copyOf(deadLettersByReason);
    }
}
