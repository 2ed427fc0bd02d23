package io.firn.quality.check;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.CheckKind.Schema.Changes;
import io.firn.lake.config.Glob;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.config.Severity;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.config.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which checks a table gets: those that need no configuration, and what the configuration says. What is built in fails for
 * nothing that a healthy table does, so it may be on everywhere.
 */
public final class CheckSet {
    /** As the source of a check that is in no file. */
    public static final String BUILT_IN = "built in";

    /** The table property by which a table itself says which of its times may be shown. */
    private static final String EVENT_TIME = "firn.event-time-column";

    /** What means lost or doubled rows. */
    private static final Set<String> SEVERE = Set.of("checkpoint", "summary");

    private static final Duration WEEKS_OF_TRAINING = Duration.ofDays(28);

    private final QualityConfig config;
    private final List<StreamConfig> streams;

    /** @param streams what the pipeline does to its tables is expected of them */
    public CheckSet(QualityConfig config, List<StreamConfig> streams) {
        this.config = config;
        this.streams = List.copyOf(streams);
    }

    /** By name, each once. */
    public List<CheckConfig> of(String table) {
        Map<String, CheckConfig> checks = new LinkedHashMap<>();
        if (config.builtIn()) {
            builtIn(table).forEach(check -> checks.put(check.name(), check));
        }
        config.checks().stream()
                .filter(check -> check.table().matches(table))
                .forEach(check -> checks.put(check.name(), check));
        config.switchedOff().stream()
                .filter(off -> off.table().matches(table))
                .forEach(off -> checks.remove(off.check()));
        return List.copyOf(checks.values());
    }

    /** Whether a column's bounds may leave the process, by the configuration or by the table's own properties. */
    public Predicate<String> shown(String table, Map<String, String> properties) {
        Optional<String> eventTime = Optional.ofNullable(properties.get(EVENT_TIME));
        return column -> eventTime.equals(Optional.of(column)) || config.isShown(table, column);
    }

    private List<CheckConfig> builtIn(String table) {
        Optional<StreamConfig> stream = streams.stream()
                .filter(candidate -> candidate.table().equals(table))
                .findFirst();
        boolean evolves = stream.map(StreamConfig::columns)
                .filter(StreamConfig.Evolve.class::isInstance)
                .isPresent();
        boolean appends = stream.map(StreamConfig::mode)
                .filter(StreamConfig.Mode.APPEND::equals)
                .isPresent();
        List<CheckConfig> checks = new ArrayList<>(List.of(
                check(
                        "schema",
                        new CheckKind.Schema(evolves ? Changes.ADDITIONS : Changes.NONE, Map.of()),
                        "nobody but the pipeline changes the columns"),
                check("partition_spec", new CheckKind.PartitionSpec(), "readers rely on the partitions"),
                check("rollback", new CheckKind.Rollback(), "rows that were there are gone"),
                check("checkpoint", new CheckKind.CheckpointRegressed(), "rows are committed twice"),
                check("summary", new CheckKind.SummaryDrift(), "a writer is broken, or a manifest was lost"),
                check("required", new CheckKind.Required(List.of()), "readers rely on the schema"),
                check("all_null", new CheckKind.AllNull(List.of()), "a field was renamed or lost on the way")));
        if (appends) {
            checks.add(check("operations", new CheckKind.Operations(List.of("append")), "the stream's mode is append"));
        }
        checks.add(new CheckConfig(
                new Glob("*"),
                "volume",
                new Anomaly(Anomaly.Metric.ROW_COUNT, Optional.empty(), Duration.ofHours(1), WEEKS_OF_TRAINING),
                Anomaly.USUAL,
                Severity.WARNING,
                OnUnknown.IGNORE,
                Optional.empty(),
                Optional.of("a source sends less or more than it usually does"),
                BUILT_IN));
        return checks;
    }

    private static CheckConfig check(String name, CheckKind kind, String description) {
        return new CheckConfig(
                new Glob("*"),
                name,
                kind,
                Threshold.ZERO,
                SEVERE.contains(name) ? Severity.CRITICAL : Severity.WARNING,
                OnUnknown.UNKNOWN,
                Optional.empty(),
                Optional.of(description),
                BUILT_IN);
    }
}
