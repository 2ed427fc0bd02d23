package io.firn.quality.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was accounted for in one table in a period, by when it was accounted for.
 *
 * @param totals by topic and partition; the first and the last offset bound what the period moved through
 * @param entries that the totals are sums of, oldest first, as far as they were asked for
 * @param head hash of the table's newest entry: noted elsewhere, it proves that nothing before it was changed later
 * @param missing the newest findings of the table, open ones and such as have arrived, whatever the period
 * @param flaw why the entries do not prove themselves, if they do not
 */
public record CompletenessProof(
        String catalog,
        String table,
        Instant from,
        Instant to,
        List<LedgerLine> totals,
        List<Link> entries,
        String head,
        List<MissingRecords> missing,
        Optional<String> flaw) {
    public CompletenessProof {
        totals = List.copyOf(totals);
        entries = List.copyOf(entries);
        missing = List.copyOf(missing);
    }

    /**
     * One entry of the hash chain.
     *
     * @param content JSON, character by character what was hashed
     */
    public record Link(long sequence, String previous, String hash, String content) {
        static Link of(Ledger.Stored stored) {
            LedgerEntry entry = stored.entry();
            return new Link(entry.sequence(), entry.previous(), stored.hash(), entry.content());
        }
    }

    /** Why links do not prove themselves; empty where each one's hash fits its content and its predecessor. */
    public static Optional<String> flaw(List<Link> links) {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (!LedgerEntry.hash(link.previous(), link.content()).equals(link.hash())) {
                return Optional.of("entry " + link.sequence() + " does not fit its hash");
            }
            if (i > 0 && !link.previous().equals(links.get(i - 1).hash())) {
                return Optional.of("entry " + link.sequence() + " does not follow entry "
                        + links.get(i - 1).sequence());
            }
            if (i > 0 && link.sequence() != links.get(i - 1).sequence() + 1) {
                return Optional.of("entry " + (links.get(i - 1).sequence() + 1) + " is not there");
            }
        }
        return Optional.empty();
    }
}
