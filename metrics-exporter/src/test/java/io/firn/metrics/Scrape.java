package io.firn.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus would read: the text of a scrape, taken apart. */
public final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** {@code name{label="value",...}} to value, labels sorted. */
    private final Map<String, Double> values = new TreeMap<>();

    /** Family name to {@code type|label,label}; the labels of a histogram's buckets without {@code le}. */
    private final Map<String, String> families = new TreeMap<>();

    public static Scrape of(PrometheusMeterRegistry registry) {
        return new Scrape(registry.scrape());
    }

    private Scrape(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                Matcher matcher = SAMPLE.matcher(line);
                if (!matcher.matches()) {
                    throw new AssertionError("Not a sample: " + line);
                }
                Map<String, String> pairs = new TreeMap<>();
                Matcher pair = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
                while (pair.find()) {
                    pairs.put(pair.group(1), pair.group(2));
                }
                values.put(matcher.group(1) + pairs, Double.parseDouble(matcher.group(3)));
                String family = types.containsKey(matcher.group(1))
                        ? matcher.group(1)
                        : matcher.group(1).replaceAll("_(bucket|count|sum)$", "");
                if ("histogram".equals(types.get(family))) {
                    pairs.remove("le");
                }
                labels.computeIfAbsent(family, name -> new TreeSet<>()).addAll(pairs.keySet());
            }
        }
        labels.forEach((name, names) -> families.put(name, types.get(name) + "|" + String.join(",", names)));
    }

    public Map<String, Double> values() {
        return values;
    }

    public Map<String, String> families() {
        return families;
    }

    /** {@code labels} as {@code {a=b, c=d}}, sorted by name. */
    public Double value(String name, String labels) {
        return values.get(name + labels);
    }

    /** Samples of which the labels contain {@code text}. */
    public long count(String text) {
        return values.keySet().stream().filter(key -> key.contains(text)).count();
    }
}
