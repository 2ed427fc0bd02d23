package io.firn.quality.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A critical finding: committed records of a raw topic that the pipeline has passed and that are neither in the table nor
 * in the dead-letter topic.
 *
 * @param records how many are missing between the first and the last offset of the range
 * @param firstRecord record time of the first of them, as Kafka has it; absent where the record was not read
 * @param lastRecord the same of the last
 * @param arrived when the last of them had turned up, absent while some are missing
 */
public record MissingRecords(
        String table,
        String topic,
        int partition,
        OffsetRange range,
        long records,
        Optional<Instant> firstRecord,
        Optional<Instant> lastRecord,
        Instant found,
        Optional<Instant> arrived) {

    public boolean isOpen() {
        return arrived.isEmpty();
    }

    /** For example {@code 3 records of topic events, partition 0, offsets 5 to 7, of 2026-01-01T00:00:00Z}. */
    public String words() {
        String time = firstRecord
                .map(first -> ", of " + first
                        + lastRecord
                                .filter(last -> !last.equals(first))
                                .map(last -> " to " + last)
                                .orElse(""))
                .orElse("");
        return records + (records == 1 ? " record" : " records") + " of topic " + topic + ", partition " + partition
                + (range.size() == 1 ? ", offset " : ", offsets ") + range + time;
    }

    /** Until when the table's snapshots are kept for it. */
    Instant holdsUntil(Duration freezeFor) {
        return found.plus(freezeFor);
    }
}
