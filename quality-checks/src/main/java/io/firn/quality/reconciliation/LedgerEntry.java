package io.firn.quality.reconciliation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One step of a table's proof of completeness: what was accounted for since the step before, partition by partition.
 * Each entry's hash covers its own content and the hash before it, so that none can be changed, left out or put in later.
 *
 * @param sequence 1 for a table's first
 * @param at whole milliseconds
 * @param snapshots whose commits were looked at, oldest first
 * @param previous hash of the entry before; zeros for the first
 */
public record LedgerEntry(
        String catalog,
        String table,
        String tableUuid,
        long sequence,
        Instant at,
        List<Long> snapshots,
        List<LedgerLine> lines,
        String previous) {
    /** What the first entry of a table names as the hash before it. */
    public static final String NOTHING_BEFORE = "0".repeat(64);

    public LedgerEntry {
        snapshots = List.copyOf(snapshots);
        lines = List.copyOf(lines);
    }

    /** JSON without white space, its fields always in this order: what is hashed. */
    public String content() {
        return "{\"form\":1,\"catalog\":" + quoted(catalog) + ",\"table\":" + quoted(table) + ",\"uuid\":"
                + quoted(tableUuid) + ",\"sequence\":" + sequence + ",\"at\":" + at.toEpochMilli() + ",\"snapshots\":"
                + snapshots.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))
                + ",\"partitions\":"
                + lines.stream().map(LedgerLine::content).collect(Collectors.joining(",", "[", "]")) + "}";
    }

    /** SHA-256, in lower-case hexadecimal, of the previous hash, a line feed and the content, in UTF-8. */
    public String hash() {
        return hash(previous, content());
    }

    public static String hash(String previous, String content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest((previous + "\n" + content).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash the ledger: this JVM has no SHA-256", e);
        }
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
