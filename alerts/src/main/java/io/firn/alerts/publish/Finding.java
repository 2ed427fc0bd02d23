package io.firn.alerts.publish;

import io.firn.lake.config.Severity;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that the daemon found and that a person should know of, as long as it is so. Neither labels nor words may hold
 * a value of the data.
 *
 * @param alert its name in the catalogue of alerts
 * @param more labels besides {@code alertname}, {@code severity}, {@code catalog} and {@code table}; one with an empty value
 *     is left out, as Prometheus does
 * @param summary one line
 * @param description what to know and to do first
 * @param since when it began; what is told keeps the first such time while it goes on
 */
public record Finding(
        String alert,
        Severity severity,
        String catalog,
        String table,
        Map<String, String> more,
        String summary,
        String description,
        Instant since) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final int LONGEST_SUMMARY = 500;
    private static final int LONGEST_DESCRIPTION = 4_000;

    public Finding {
        more = Map.copyOf(more);
        if (alert.isBlank() || summary.isBlank()) {
            throw new IllegalArgumentException(
                    "Cannot tell of a finding without a name and a summary: '" + alert + "'");
        }
        more.keySet().stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("Cannot label finding " + alert + ": '" + name + "' is no name");
                });
        summary = cut(summary, LONGEST_SUMMARY);
        description = cut(description, LONGEST_DESCRIPTION);
    }

    /** All of them, by name. */
    public NavigableMap<String, String> labels() {
        NavigableMap<String, String> labels = new TreeMap<>(more);
        labels.put("alertname", alert);
        labels.put("severity", severity.name().toLowerCase(Locale.ROOT));
        labels.put("catalog", catalog);
        labels.put("table", table);
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    /** Two findings with the same labels are one. */
    public String id() {
        return Fingerprint.of(labels());
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
    }
}
