package io.firn.lake.config;

import io.firn.lake.config.ConfigReading.Purpose;
import io.firn.lake.config.Tree.Entry;
import io.firn.lake.config.Tree.Mapping;
import io.firn.lake.config.Tree.Scalar;
import io.firn.lake.config.Tree.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a table says of its own maintenance, in properties {@code firn.<section>.<key>} named like a policy's values; lists
 * with commas. Nothing in a property is a reference to a variable or a file: whoever creates a table must not read the
 * daemon's environment.
 */
public final class TableOverrides {
    public static final String PREFIX = "firn.";

    private static final String SOURCE = "table properties";
    private static final String WINDOWS = "windows";
    /** Properties of Firn's that are no policy. */
    private static final Set<String> NOTES =
            Set.of("expiry-run-id", "fence", "run-id", "event-time-column", "pipeline-lineage");

    private static final Set<String> LISTS = Set.of("snapshots.retired-writers", "snapshots.position-keys");
    /** Where files go and when the daemon works is the operator's to say. */
    private static final Set<String> OPERATORS = Set.of("orphans.quarantine-location");

    private TableOverrides() {}

    /** @throws ConfigException naming every key and value that cannot be used, with the nearest known key */
    public static PolicyConfig read(Map<String, String> properties) {
        Origin origin = Origin.wholeOf(SOURCE);
        Problems problems = new Problems(List.of(SOURCE));
        Map<String, Entry> top = new LinkedHashMap<>();
        Map<String, Map<String, Entry>> sections = new LinkedHashMap<>();
        new TreeMap<>(properties).forEach((name, value) -> {
            String key = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
            int dot = key.indexOf('.');
            if (key.isEmpty() || NOTES.contains(key)) {
                return;
            }
            if (OPERATORS.contains(key) || key.endsWith(".cron")) {
                problems.add(origin, "Cannot use property " + name + ": only the configuration may set it");
                return;
            }
            Entry entry = new Entry(origin, tree(origin, key, value));
            if (dot < 0) {
                top.put(key, entry);
            } else {
                sections.computeIfAbsent(key.substring(0, dot), any -> new LinkedHashMap<>())
                        .put(key.substring(dot + 1), entry);
            }
        });
        sections.forEach((section, entries) -> top.put(section, new Entry(origin, new Mapping(origin, entries))));
        ConfigReading reading = new ConfigReading(problems, Interpolation.NONE, new ConfigReference(), Purpose.READ);
        Section section = new Section("firn", new Mapping(origin, top), reading);
        PolicyConfig policy = MaintenanceReader.override(section);
        section.rejectUnknownKeys();
        problems.throwIfAny();
        return policy;
    }

    private static Tree tree(Origin origin, String key, String value) {
        if (!LISTS.contains(key) && !key.equals(WINDOWS)) {
            return new Scalar(origin, value, false);
        }
        List<Tree> items = new ArrayList<>();
        Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .forEach(item -> items.add(new Scalar(origin, item, false)));
        return new Sequence(origin, items);
    }
}
