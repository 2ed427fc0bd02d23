package io.firn.quality.reconciliation;

/**
 * What one {@link LedgerEntry} accounts for in one partition.
 *
 * @param from first offset that it accounts for; the same as {@code to} where only earlier offsets changed
 * @param to first offset that it does not
 * @param tally the change since the entry before: negative where missing or unknown records have turned up
 * @param missing offsets that are missing from now on
 * @param arrived offsets that are missing no more
 */
public record LedgerLine(
        String topic, int partition, long from, long to, Tally tally, OffsetSet missing, OffsetSet arrived) {
    String content() {
        return "{\"topic\":" + LedgerEntry.quoted(topic) + ",\"partition\":" + partition + ",\"from\":" + from
                + ",\"to\":" + to + ",\"expected\":" + tally.expected() + ",\"landed\":" + tally.landed()
                + ",\"deadLetters\":" + tally.deadLetters() + ",\"duplicates\":" + tally.duplicates()
                + ",\"noRecord\":" + tally.noRecord() + ",\"unknown\":" + tally.unknown() + ",\"missing\":"
                + tally.missing() + ",\"missingOffsets\":\"" + missing + "\",\"arrivedOffsets\":\"" + arrived + "\"}";
    }
}
