package io.firn.alerts.catalogue;

import io.firn.lake.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that alerts compare with, by name. Rules, alarms, the lines on dashboards and the daemon read them here, so that
 * they cannot differ. Immutable.
 */
public final class Thresholds {
    private static final Pattern REFERENCE = Pattern.compile("([$@])\\{([a-z0-9-]+)}");

    private final Map<String, Threshold> byName;

    private Thresholds(Map<String, Threshold> byName) {
        this.byName = byName;
    }

    /** Those that Firn comes with. */
    public static Thresholds load() {
        Map<String, Threshold> thresholds = new LinkedHashMap<>();
        YamlFile.resource("thresholds.yaml").mappings().forEach((name, fields) -> {
            Optional<Duration> least = fields.optional("least").map(Durations::parse);
            Optional<Duration> most = fields.optional("most").map(Durations::parse);
            thresholds.put(
                    name,
                    new Threshold(
                            name,
                            fields.text("value"),
                            Threshold.Unit.parse(fields.text("unit")),
                            least,
                            most,
                            fields.text("meaning")));
            fields.rejectOthers();
        });
        return new Thresholds(thresholds);
    }

    /**
     * The same with other values.
     *
     * @param name of the file, for messages
     * @param text YAML, one mapping of names to values
     * @throws CatalogueException naming every unknown name and every value of another kind
     */
    public Thresholds with(String name, String text) {
        Map<String, Threshold> changed = new LinkedHashMap<>(byName);
        List<String> problems = new ArrayList<>();
        YamlFile.of(name, text).scalars().forEach((key, value) -> {
            Threshold known = byName.get(key);
            if (known == null) {
                problems.add(name + ": Cannot set threshold " + key + ": there is none of that name"
                        + nearest(key)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
                return;
            }
            try {
                changed.put(key, known.with(value));
            } catch (IllegalArgumentException e) {
                problems.add(name + ": " + e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new CatalogueException(problems);
        }
        return new Thresholds(changed);
    }

    /** The known name that begins or ends most like it. */
    private Optional<String> nearest(String key) {
        return byName.keySet().stream()
                .filter(name -> name.startsWith(key) || key.startsWith(name) || name.endsWith(key))
                .findFirst();
    }

    /** With every duration times the factor, for trials that cannot wait. */
    public Thresholds scaled(double factor) {
        if (!(factor > 0 && factor <= 1)) {
            throw new CatalogueException(
                    List.of("Cannot scale times by " + factor + ": it is no number above 0 and up to 1"));
        }
        Map<String, Threshold> scaled = new LinkedHashMap<>();
        byName.forEach((name, threshold) -> scaled.put(name, threshold.scaled(factor)));
        return new Thresholds(scaled);
    }

    public Collection<Threshold> all() {
        return List.copyOf(byName.values());
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public Threshold get(String name) {
        Threshold threshold = byName.get(name);
        if (threshold == null) {
            throw new IllegalArgumentException("Cannot find threshold '" + name + "'");
        }
        return threshold;
    }

    /** The number: seconds of a duration, bytes of a size. */
    public double value(String name) {
        return get(name).number();
    }

    /** As it is written. */
    public String text(String name) {
        return get(name).value();
    }

    /** An expression with its thresholds filled in: {@code ${name}} as a number, {@code @{name}} as a duration. */
    public String inExpression(String template) {
        return replace(template, true);
    }

    /** A text for people with its thresholds filled in as they are written. */
    public String inText(String template) {
        return replace(template, false);
    }

    private String replace(String template, boolean numbers) {
        Matcher references = REFERENCE.matcher(template);
        StringBuilder text = new StringBuilder();
        while (references.find()) {
            Threshold threshold = get(references.group(2));
            boolean isNumber = numbers && references.group(1).equals("$") && threshold.unit() != Threshold.Unit.TEXT;
            references.appendReplacement(
                    text, Matcher.quoteReplacement(isNumber ? plain(threshold.number()) : threshold.value()));
        }
        return references.appendTail(text).toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }
}
