package io.firn.quality.reconciliation;

/**
 * How the offsets of one partition ended, as far as every one of them is accounted for. Each expected offset is exactly
 * one of landed, dead letter, no record, unknown and missing.
 *
 * @param duplicates rows too many: the same offset twice in the table, or in the table and in the dead-letter topic
 * @param noRecord offsets at which Kafka has no committed record: transaction markers, aborted and compacted records
 * @param unknown whose end nobody can tell any more: snapshots or records had gone before they were looked at
 * @param missing now; what comes late is taken off
 * @param found ever missing, so it never shrinks
 */
public record Tally(
        long expected,
        long landed,
        long deadLetters,
        long duplicates,
        long noRecord,
        long unknown,
        long missing,
        long found) {
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    public Tally {
        if (expected != landed + deadLetters + noRecord + unknown + missing) {
            throw new IllegalArgumentException("Cannot tally offsets: " + expected + " expected, but " + landed
                    + " landed, " + deadLetters + " dead letters, " + noRecord + " without a record, " + unknown
                    + " unknown and " + missing + " missing");
        }
    }

    public Tally plus(Tally other) {
        return new Tally(
                expected + other.expected,
                landed + other.landed,
                deadLetters + other.deadLetters,
                duplicates + other.duplicates,
                noRecord + other.noRecord,
                unknown + other.unknown,
                missing + other.missing,
                found + other.found);
    }

    Tally minus(Tally other) {
        return plus(new Tally(
                -other.expected,
                -other.landed,
                -other.deadLetters,
                -other.duplicates,
                -other.noRecord,
                -other.unknown,
                -other.missing,
                -other.found));
    }

    Tally withDuplicates(long more) {
        return new Tally(expected, landed, deadLetters, duplicates + more, noRecord, unknown, missing, found);
    }

    /** Some that were unknown or missing have turned up in the table. */
    Tally withLate(long ofUnknown, long ofMissing) {
        return new Tally(
                expected,
                landed + ofUnknown + ofMissing,
                deadLetters,
                duplicates,
                noRecord,
                unknown - ofUnknown,
                missing - ofMissing,
                found);
    }

    /** Some that were unknown or missing have turned up as dead letters. */
    Tally withLateDeadLetters(long ofUnknown, long ofMissing) {
        return new Tally(
                expected,
                landed,
                deadLetters + ofUnknown + ofMissing,
                duplicates,
                noRecord,
                unknown - ofUnknown,
                missing - ofMissing,
                found);
    }

    /** Some that had landed are not in the table any more. */
    Tally withUndone(long records) {
        return new Tally(
                expected,
                landed - records,
                deadLetters,
                duplicates,
                noRecord,
                unknown,
                missing + records,
                found + records);
    }

    /** Nobody will be able to tell any more what became of the missing ones. */
    Tally withMissingForgotten() {
        return new Tally(expected, landed, deadLetters, duplicates, noRecord, unknown + missing, 0, found);
    }
}
