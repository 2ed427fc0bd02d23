package io.firn.lake.config;

import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.CheckKind.RowCount;
import io.firn.lake.config.CheckKind.Schema;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one check: the keys that its type has, and no others. */
final class CheckReader {
    private static final Map<String, Set<String>> KEYS = keys();
    private static final Kind<String> TYPE =
            Kind.of("one of " + String.join(", ", KEYS.keySet()), text -> text, KEYS::containsKey);
    private static final Kind<String> NAME =
            Kind.matching("a name of at most 100 lower-case letters, digits, '-' and '_'", "[a-z0-9][a-z0-9_-]{0,99}");
    private static final Kind<Limit> LIMIT = Kind.of("a number, a date or an instant", Limit::parse, limit -> true);

    private final Section section;
    private final Map<String, Object> found = new LinkedHashMap<>();

    private CheckReader(Section section) {
        this.section = section;
    }

    private static Map<String, Set<String>> keys() {
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        keys.put("freshness", Set.of("column", "threshold"));
        keys.put("row_count", Set.of("scope", "threshold"));
        keys.put("empty_commits", Set.of("threshold"));
        keys.put("missing", Set.of("column", "unit", "threshold"));
        keys.put("nan", Set.of("column", "unit", "threshold"));
        keys.put("all_null", Set.of("columns"));
        keys.put("required", Set.of("columns"));
        keys.put("range", Set.of("column", "min", "max"));
        keys.put("future_times", Set.of("column", "tolerance"));
        keys.put("late_times", Set.of("column", "threshold"));
        keys.put("schema", Set.of("allow", "expected"));
        keys.put("partition_spec", Set.of());
        keys.put("operations", Set.of("operations"));
        keys.put("unknown_writer", Set.of("writers"));
        keys.put("checkpoint_regressed", Set.of());
        keys.put("rollback", Set.of());
        keys.put("summary_drift", Set.of());
        keys.put("anomaly", Set.of("metric", "column", "bucket", "training", "threshold"));
        keys.put("duplicate", Set.of("columns", "unit", "threshold"));
        keys.put("allowed_values", Set.of("column", "values", "unit", "threshold"));
        keys.put("pattern", Set.of("column", "pattern", "unit", "threshold"));
        keys.put("reference", Set.of("columns", "reference", "unit", "threshold"));
        keys.put("failed_rows", Set.of("expression", "query", "unit", "threshold"));
        return keys;
    }

    /** Empty, and the problems noted, where it cannot be used. */
    static Optional<CheckConfig> read(Section section) {
        return new CheckReader(section).check();
    }

    private Optional<CheckConfig> check() {
        String table = section.required("table", Kind.TEXT, "a glob over `namespace.table`");
        String name = section.required("name", NAME, "a label of metrics; of two with one name the later counts");
        String type = section.required("type", TYPE, "what is looked at, see [quality](design/quality.md)");
        parameters();
        Optional<Threshold> threshold = threshold(section.section("threshold"));
        Severity severity = section.value(
                "severity", Kind.oneOf(Severity.class), "warning", "`critical` wakes somebody, `warning` does not");
        OnUnknown onUnknown = section.value(
                "on-unknown",
                Kind.oneOf(OnUnknown.class),
                "unknown",
                "the status where it cannot tell; `ignore` shows none");
        Optional<String> owner = section.optional("owner", Kind.TEXT, "none", "who is responsible for the data");
        Optional<String> description = section.optional("description", Kind.TEXT, "none", "why it matters");
        if (section.isDescribing() || !KEYS.containsKey(type)) {
            return Optional.empty();
        }
        rejectKeysOfOtherTypes(type);
        try {
            CheckKind kind = kind(type);
            Optional<Threshold> usual = usualThreshold(type);
            if (threshold.isEmpty() && usual.isEmpty()) {
                section.problem(
                        "threshold", "Cannot use check '" + name + "': a check of type " + type + " needs a threshold");
                return Optional.empty();
            }
            if (kind instanceof Anomaly && threshold.flatMap(Threshold::warn).isPresent()) {
                section.problem("threshold", "Cannot use threshold.warn: an anomaly passes or fails");
            }
            if (table.isEmpty() || name.isEmpty()) {
                return Optional.empty();
            }
            Origin origin = section.origin("name");
            return Optional.of(new CheckConfig(
                    new Glob(table),
                    name,
                    kind,
                    threshold.or(() -> usual).orElseThrow(),
                    severity,
                    onUnknown,
                    owner,
                    description,
                    origin.source() + ":" + origin.line()));
        } catch (IllegalArgumentException e) {
            section.problem("type", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void parameters() {
        text("column", Kinds.FIELD, "the column, dots between levels; freshness without one goes by commits");
        list("columns", Kinds.FIELD, "the columns (all_null, required, duplicate, reference)");
        one("unit", Kind.oneOf(Unit.class), "`percent`", "`percent` or `count` of rows");
        one("scope", Kind.oneOf(RowCount.Scope.class), "`commit`", "row_count of each `commit` or of the `table`");
        one("min", LIMIT, "none", "the least value allowed (range)");
        one("max", LIMIT, "none", "the greatest value allowed (range)");
        one("tolerance", Kind.durationFrom("0s"), "`5m`", "how far clocks may differ (future_times)");
        one(
                "allow",
                Kind.oneOf(Schema.Changes.class),
                "`none`",
                "`none` or `additions`: which changes are fine (schema)");
        found.put("expected", section.properties("expected", "types by column that the schema must have (schema)"));
        list("operations", Kinds.OPERATION, "what commits may do: `append`, `overwrite`, `delete` (operations)");
        list("writers", Kind.TEXT, "pipeline lineages, Flink job ids or Spark application ids (unknown_writer)");
        one("metric", Kind.oneOf(Anomaly.Metric.class), "`row-count`", "what is watched (anomaly)");
        one("bucket", Kind.durationFrom("1s"), "`1h`", "over which time it is summed up (anomaly)");
        one(
                "training",
                Kind.durationFrom("0s"),
                "`1d`",
                "how far back points must reach before one is judged (anomaly); 28d knows the weekends");
        list("values", Kind.PROPERTY, "the values allowed (allowed_values)");
        one("pattern", Kind.REGEX, "none", "a regular expression for the whole text (pattern)");
        Section reference = section.section("reference");
        String target = reference
                .optional("table", Kinds.TABLE, "none", "the table that has the values (reference)")
                .orElse("");
        List<String> targets = values(reference.list("columns", Kinds.FIELD, "its columns (reference)"));
        found.put("reference.table", target);
        found.put("reference.columns", targets);
        text("expression", Kind.TEXT, "SQL that is true of a row that breaks the rule (failed_rows)");
        text("query", Kind.TEXT, "SQL over `new_rows` that returns the rows that break it (failed_rows)");
    }

    private CheckKind kind(String type) {
        String column = get("column", "");
        Unit unit = get("unit", Unit.PERCENT);
        List<String> columns = get("columns", List.of());
        return switch (type) {
            case "freshness" -> new CheckKind.Freshness(optional("column"));
            case "row_count" -> new RowCount(get("scope", RowCount.Scope.COMMIT));
            case "empty_commits" -> new CheckKind.EmptyCommits();
            case "missing" -> new CheckKind.Missing(column, unit);
            case "nan" -> new CheckKind.Nan(column, unit);
            case "all_null" -> new CheckKind.AllNull(columns);
            case "required" -> new CheckKind.Required(columns);
            case "range" -> new CheckKind.Range(column, optional("min"), optional("max"));
            case "future_times" -> new CheckKind.FutureTimes(column, get("tolerance", Duration.ofMinutes(5)));
            case "late_times" -> new CheckKind.LateTimes(column);
            case "schema" -> new Schema(get("allow", Schema.Changes.NONE), get("expected", Map.of()));
            case "partition_spec" -> new CheckKind.PartitionSpec();
            case "operations" -> new CheckKind.Operations(get("operations", List.of("append")));
            case "unknown_writer" -> new CheckKind.Writers(get("writers", List.of()));
            case "checkpoint_regressed" -> new CheckKind.CheckpointRegressed();
            case "rollback" -> new CheckKind.Rollback();
            case "summary_drift" -> new CheckKind.SummaryDrift();
            case "anomaly" ->
                new Anomaly(
                        get("metric", Anomaly.Metric.ROW_COUNT),
                        optional("column"),
                        get("bucket", Duration.ofHours(1)),
                        get("training", Duration.ofDays(1)));
            case "duplicate" -> new CheckKind.Duplicate(columns, unit);
            case "allowed_values" -> new CheckKind.AllowedValues(column, get("values", List.of()), unit);
            case "pattern" ->
                new CheckKind.Matches(
                        column, this.<Pattern>optional("pattern").orElseThrow(CheckReader::noPattern), unit);
            case "reference" ->
                new CheckKind.Reference(columns, get("reference.table", ""), get("reference.columns", List.of()), unit);
            case "failed_rows" -> new CheckKind.FailedRows(optional("expression"), optional("query"), unit);
            default -> throw new IllegalArgumentException("Cannot use type " + type + ": it is unknown");
        };
    }

    private static IllegalArgumentException noPattern() {
        return new IllegalArgumentException("Cannot check pattern: 'pattern' is missing");
    }

    /** Empty for what only whoever knows the data can say. */
    private static Optional<Threshold> usualThreshold(String type) {
        return switch (type) {
            case "freshness", "row_count", "empty_commits", "late_times" -> Optional.empty();
            case "anomaly" -> Optional.of(Anomaly.USUAL);
            default -> Optional.of(Threshold.ZERO);
        };
    }

    private void rejectKeysOfOtherTypes(String type) {
        Set<String> own = KEYS.getOrDefault(type, Set.of());
        KEYS.values().stream()
                .flatMap(Set::stream)
                .distinct()
                .sorted()
                .filter(key -> section.has(key) && !own.contains(key))
                .forEach(key ->
                        section.problem(key, "Cannot use " + key + ": a check of type " + type + " has no such key"));
    }

    private Optional<Threshold> threshold(Section threshold) {
        Optional<Threshold.Bounds> fail = bounds(threshold);
        Optional<Threshold.Bounds> warn = bounds(threshold.section("warn"));
        if (fail.isEmpty() && warn.isPresent()) {
            section.problem("threshold", "Cannot use threshold: it says when to warn but not when to fail");
        }
        return fail.map(bounds -> new Threshold(bounds, warn));
    }

    private static Optional<Threshold.Bounds> bounds(Section section) {
        List<Optional<Double>> bounds = Arrays.asList(
                section.optional("must_be", Kinds.AMOUNT, "open", "the value, and no other"),
                section.optional("must_be_less_than", Kinds.AMOUNT, "open", "its upper limit, itself too much"),
                section.optional("must_be_less_than_or_equal", Kinds.AMOUNT, "open", "its upper limit, itself allowed"),
                section.optional("must_be_greater_than", Kinds.AMOUNT, "open", "its lower limit, itself too little"),
                section.optional(
                        "must_be_greater_than_or_equal", Kinds.AMOUNT, "open", "its lower limit, itself allowed"));
        if (bounds.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(
                new Threshold.Bounds(bounds.get(0), bounds.get(1), bounds.get(2), bounds.get(3), bounds.get(4)));
    }

    private void text(String key, Kind<String> kind, String description) {
        one(key, kind, "none", description);
    }

    private <T> void one(String key, Kind<T> kind, String fallback, String description) {
        section.optional(key, kind, fallback, description).ifPresent(value -> found.put(key, value));
    }

    private <T> void list(String key, Kind<T> kind, String description) {
        List<T> values = values(section.list(key, kind, description));
        if (section.has(key)) {
            found.put(key, values);
        }
    }

    private static <T> List<T> values(List<Located<T>> located) {
        return located.stream().map(Located::value).toList();
    }

    private <T> T get(String key, T fallback) {
        return this.<T>optional(key).orElse(fallback);
    }

    @SuppressWarnings("unchecked") // Put by the method above, of the kind that the key has.
    private <T> Optional<T> optional(String key) {
        return Optional.ofNullable((T) found.get(key));
    }
}
