package io.firn.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table's proof of completeness for a period, as {@code docs/design/reconciliation.md} describes it.
 *
 * @param partitions sums of the period
 * @param missing the table's newest findings, whatever the period; those without {@code arrived} are missing now
 * @param head hash of the table's newest entry
 * @param intact whether every entry that is shown fits its hash and its predecessor
 * @param flaw why not
 * @param entries as many as were asked for, oldest first
 */
public record LedgerView(
        String catalog,
        String table,
        Instant from,
        Instant to,
        List<PartitionView> partitions,
        List<MissingView> missing,
        String head,
        boolean intact,
        Optional<String> flaw,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EntryView> entries) {
    public LedgerView {
        partitions = List.copyOf(partitions);
        missing = List.copyOf(missing);
        entries = entries == null ? List.of() : List.copyOf(entries);
        flaw = flaw == null ? Optional.empty() : flaw;
    }

    /** Offsets {@code from} to before {@code to} of one partition, by how they ended. */
    public record PartitionView(
            String topic,
            int partition,
            long from,
            long to,
            long expected,
            long landed,
            long deadLetters,
            long duplicates,
            long noRecord,
            long unknown,
            long missing) {}

    /**
     * Records that are or were missing.
     *
     * @param firstOffset of them; {@code lastOffset} is the last, and {@code records} how many are missing in between
     * @param firstRecord record time of the first
     * @param arrived when all of them had turned up
     */
    public record MissingView(
            String table,
            String topic,
            int partition,
            long firstOffset,
            long lastOffset,
            long records,
            Optional<Instant> firstRecord,
            Optional<Instant> lastRecord,
            Instant found,
            Optional<Instant> arrived) {}

    /** One link of the hash chain: {@code hash} is the SHA-256 of {@code previous}, a line feed and {@code content}. */
    public record EntryView(long sequence, String previous, String hash, String content) {}
}
