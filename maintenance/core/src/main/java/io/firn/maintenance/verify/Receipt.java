package io.firn.maintenance.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a run leaves behind for whoever asks later what it did and how that was checked. Figures only: no path, partition
 * or value of a column. The ledger keeps {@link #json()}, which is the same text for the same receipt.
 *
 * @param checks in the order they were made; a failed one is the reason why the run did not commit, or was not verified
 * @param rowsIn rows of the files that were replaced, deleted ones included
 * @param rowsOut rows of their replacements
 * @param rowsDeleted rows left out because a delete file said so
 * @param filesIn data files, delete files or manifests that were replaced or removed
 * @param commits that the run made
 * @param conflicts commits that a writer was faster than, whether the run planned anew afterwards or gave up
 */
public record Receipt(
        List<Check> checks,
        long rowsIn,
        long rowsOut,
        long rowsDeleted,
        long filesIn,
        long filesOut,
        long bytesIn,
        long bytesOut,
        int commits,
        int conflicts) {
    public static final Receipt EMPTY = new Receipt(List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** @param detail figures, never a value of the data */
    public record Check(String name, boolean passed, String detail) {
        public Check {
            if (name.isBlank()) {
                throw new IllegalArgumentException("Cannot record a check: it has no name");
            }
        }

        public static Check passed(String name, String detail) {
            return new Check(name, true, detail);
        }

        public static Check failed(String name, String detail) {
            return new Check(name, false, detail);
        }
    }

    public Receipt {
        checks = List.copyOf(checks);
        if (rowsIn < 0
                || rowsOut < 0
                || rowsDeleted < 0
                || filesIn < 0
                || filesOut < 0
                || bytesIn < 0
                || bytesOut < 0) {
            throw new IllegalArgumentException("Cannot record a receipt: a figure of it is negative");
        }
    }

    /** Of a run whose commits were all refused because writers were faster. */
    public static Receipt ofLostRaces(int conflicts) {
        return new Receipt(List.of(), 0, 0, 0, 0, 0, 0, 0, 0, conflicts);
    }

    /** Whether no check has failed. */
    public boolean passed() {
        return problem().isEmpty();
    }

    /** What the failed checks found; empty when none has failed. */
    public Optional<String> problem() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(Check::detail)
                .reduce((one, other) -> one + "; " + other);
    }

    /** A receipt of both, for a run that did its work in parts; a check of the same name and detail is kept once. */
    public Receipt plus(Receipt other) {
        List<Check> all = new ArrayList<>(checks);
        other.checks.stream().filter(check -> !all.contains(check)).forEach(all::add);
        return new Receipt(
                all,
                rowsIn + other.rowsIn,
                rowsOut + other.rowsOut,
                rowsDeleted + other.rowsDeleted,
                filesIn + other.filesIn,
                filesOut + other.filesOut,
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut,
                commits + other.commits,
                conflicts + other.conflicts);
    }

    /** One JSON object, its members named and ordered as the components are. */
    public String json() {
        return checks.stream().map(Receipt::json).collect(Collectors.joining(",", "{\"checks\":[", "]"))
                + ",\"rowsIn\":" + rowsIn
                + ",\"rowsOut\":" + rowsOut
                + ",\"rowsDeleted\":" + rowsDeleted
                + ",\"filesIn\":" + filesIn
                + ",\"filesOut\":" + filesOut
                + ",\"bytesIn\":" + bytesIn
                + ",\"bytesOut\":" + bytesOut
                + ",\"commits\":" + commits
                + ",\"conflicts\":" + conflicts
                + "}";
    }

    private static String json(Check check) {
        return "{\"name\":" + quoted(check.name()) + ",\"passed\":" + check.passed() + ",\"detail\":"
                + quoted(check.detail()) + "}";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
