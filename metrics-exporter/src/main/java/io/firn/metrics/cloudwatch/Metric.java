package io.firn.metrics.cloudwatch;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What CloudWatch tells one metric from another by, and charges for: a name and its dimensions. Outside of the limits of
 * {@code PutMetricData} there is none, because one wrong metric makes CloudWatch refuse the whole request.
 */
record Metric(String name, Map<String, String> dimensions) {
    /** As the API's reference has it for a {@code MetricDatum} and a {@code Dimension}. */
    static final int MOST_DIMENSIONS = 30;

    static final int LONGEST_NAME = 255;
    static final int LONGEST_VALUE = 1024;

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*[!-~][ -~]*");

    Metric {
        dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
        if (dimensions.size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "Cannot send " + name + ": " + dimensions.size() + " dimensions, CloudWatch takes 30");
        }
        check(name, name, LONGEST_NAME);
        for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
            check(name, dimension.getKey(), LONGEST_NAME);
            check(name, dimension.getValue(), LONGEST_VALUE);
        }
    }

    private static void check(String metric, String text, int longest) {
        if (text.length() > longest || !PRINTABLE.matcher(text).matches()) {
            throw new IllegalArgumentException("Cannot send " + metric + ": a name or dimension is blank, longer than "
                    + longest + " characters or not printable ASCII");
        }
    }

    /** A label's name as a dimension's: {@code delete_kind} becomes {@code DeleteKind}. */
    static String dimension(String label) {
        StringBuilder name = new StringBuilder();
        for (String word : label.split("_", -1)) {
            if (!word.isEmpty()) {
                name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return name.toString();
    }
}
