package io.firn.lake.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every key there is, recorded by the very calls that read them, so that the documentation cannot differ. */
final class ConfigReference {
    /**
     * @param path dots between levels, {@code []} for each item of a list
     * @param fallback what applies when the key is absent
     */
    record Entry(String path, String type, String fallback, String description) {
        /** The path of the section that holds the key; empty at the top. */
        String section() {
            int dot = path.lastIndexOf('.');
            return dot < 0 ? "" : path.substring(0, dot);
        }

        String key() {
            return path.substring(path.lastIndexOf('.') + 1);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    void add(Entry entry) {
        entries.add(entry);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Tables of Markdown, one a section. */
    String render() {
        Map<String, List<Entry>> sections = entries.stream()
                .collect(Collectors.groupingBy(Entry::section, LinkedHashMap::new, Collectors.toList()));
        StringBuilder page = new StringBuilder();
        sections.forEach((section, keys) -> {
            page.append("\n## `")
                    .append(section)
                    .append("`\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
            for (Entry entry : keys) {
                page.append("| `").append(entry.key()).append("` | ");
                page.append(cell(entry.type()))
                        .append(" | ")
                        .append(cell(entry.fallback()))
                        .append(" | ");
                page.append(cell(entry.description())).append(" |\n");
            }
        });
        return page.toString();
    }

    private static String cell(String text) {
        return text.replaceFirst("^an? ", "").replace("|", "\\|");
    }
}
