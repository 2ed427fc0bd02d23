package io.firn.alerts.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What one alert is about, and so which labels it has beside those of its definition. */
public enum Subject {
    /** Tier and pipeline are joined from {@code firn_table_info}. */
    TABLE,
    TIER,
    /** The pipeline is told from the group's name. */
    GROUP,
    JOB,
    COLLECTOR,
    DAEMON;

    /** The labels that its texts and links may use. */
    public List<String> labels() {
        return switch (this) {
            case TABLE -> List.of("catalog", "table");
            case TIER -> List.of("tier");
            case GROUP -> List.of("group", "topic");
            case JOB -> List.of("job_name");
            case COLLECTOR -> List.of("collector");
            case DAEMON -> List.of();
        };
    }

    static Subject parse(String text) {
        return Arrays.stream(values())
                .filter(subject -> subject.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot read the subject of an alert: '" + text + "'"));
    }
}
