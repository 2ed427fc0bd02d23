package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.firn.lake.config.CheckKind.Anomaly;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QualityConfigTest {
    private static final String CATALOG = "catalog: {name: firn, properties: {type: jdbc}}\n";

    @Test
    void tablesAreCheckedByDefaultAndNothingOfTheirsIsShown() {
        QualityConfig quality = load();

        assertThat(quality.enabled()).isTrue();
        assertThat(quality.builtIn()).isTrue();
        assertThat(quality.holdFor()).isEqualTo(Duration.ofMinutes(15));
        assertThat(quality.checks()).isEmpty();
        assertThat(quality.isShown("trial.labs", "AGE")).isFalse();
    }

    @Test
    void aCheckIsReadWithAllThatItSays() {
        QualityConfig quality = load("""
                quality:
                  checks:
                    - table: "trial.*"
                      name: age-missing
                      type: missing
                      column: AGE
                      threshold: {must_be_less_than: 5, warn: {must_be_less_than: 1}}
                      severity: critical
                      on-unknown: fail
                      owner: clinical-data
                      description: the age decides on the dose
                """);

        CheckConfig check = quality.checks().get(0);
        assertThat(check.kind()).isEqualTo(new CheckKind.Missing("AGE", Unit.PERCENT));
        assertThat(check.threshold().fail().accept(4.9)).isTrue();
        assertThat(check.threshold().fail().accept(5)).isFalse();
        assertThat(check.threshold().warn().orElseThrow().accept(1)).isFalse();
        assertThat(check.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(check.onUnknown()).isEqualTo(OnUnknown.FAIL);
        assertThat(check.owner()).contains("clinical-data");
        assertThat(check.source()).isEqualTo("layer-0:5");
        assertThat(check.table().matches("trial.labs")).isTrue();
    }

    @Test
    void everyTypeOfCheckCanBeWritten() {
        QualityConfig quality = load("""
                quality:
                  checks:
                    - {table: t.a, name: n1, type: freshness, threshold: {must_be_less_than: 15m}}
                    - {table: t.a, name: n2, type: row_count, scope: table, threshold: {must_be_greater_than: 0}}
                    - {table: t.a, name: n3, type: empty_commits, threshold: {must_be_less_than: 3}}
                    - {table: t.a, name: n4, type: nan, column: X, unit: count}
                    - {table: t.a, name: n5, type: all_null, columns: [X]}
                    - {table: t.a, name: n6, type: required}
                    - {table: t.a, name: n7, type: range, column: X, min: 0, max: 1.5}
                    - {table: t.a, name: n8, type: range, column: T, min: 1900-01-01}
                    - {table: t.a, name: n9, type: future_times, column: T}
                    - {table: t.a, name: n10, type: late_times, column: T, threshold: {must_be_less_than: 1d}}
                    - {table: t.a, name: n11, type: schema, allow: additions, expected: {X: int}}
                    - {table: t.a, name: n12, type: partition_spec}
                    - {table: t.a, name: n13, type: operations, operations: [append, overwrite]}
                    - {table: t.a, name: n14, type: unknown_writer, writers: [nightly]}
                    - {table: t.a, name: n15, type: checkpoint_regressed}
                    - {table: t.a, name: n16, type: rollback}
                    - {table: t.a, name: n17, type: summary_drift}
                    - {table: t.a, name: n18, type: anomaly, metric: maximum, column: X, bucket: 10s, training: 0s}
                    - {table: t.a, name: n19, type: duplicate, columns: [X, Y]}
                    - {table: t.a, name: n20, type: allowed_values, column: X, values: [A, B]}
                    - {table: t.a, name: n21, type: pattern, column: X, pattern: "S[0-9]+"}
                    - {table: t.a, name: n22, type: reference, columns: [X], reference: {table: t.b, columns: [Z]}}
                    - {table: t.a, name: n23, type: failed_rows, expression: "X > Y"}
                """);

        List<CheckKind> kinds = quality.checks().stream().map(CheckConfig::kind).toList();
        assertThat(kinds).hasSize(23);
        assertThat(kinds.get(6))
                .isEqualTo(new CheckKind.Range(
                        "X",
                        Optional.of(new Limit.Amount(BigDecimal.ZERO)),
                        Optional.of(new Limit.Amount(new BigDecimal("1.5")))));
        assertThat(kinds.get(7))
                .isEqualTo(new CheckKind.Range(
                        "T", Optional.of(new Limit.Moment(Instant.parse("1900-01-01T00:00:00Z"))), Optional.empty()));
        assertThat(kinds.get(10))
                .isEqualTo(new CheckKind.Schema(CheckKind.Schema.Changes.ADDITIONS, Map.of("X", "int")));
        assertThat(kinds.get(17))
                .isEqualTo(
                        new Anomaly(Anomaly.Metric.MAXIMUM, Optional.of("X"), Duration.ofSeconds(10), Duration.ZERO));
        assertThat(kinds.get(21)).isEqualTo(new CheckKind.Reference(List.of("X"), "t.b", List.of("Z"), Unit.PERCENT));
        assertThat(quality.checks().get(0).threshold().fail().mustBeLessThan()).contains(900.0);
    }

    @Test
    void listsOfLayersAddUpInTheirOrder() {
        QualityConfig quality = load("""
                quality:
                  shown-columns: [{table: "trial.*", columns: [AGE]}]
                  checks: [{table: "*", name: fresh, type: freshness, threshold: {must_be_less_than: 1h}}]
                """, """
                quality:
                  off: [{table: trial.raw, check: schema}]
                  checks: [{table: "trial.*", name: fresh, type: freshness, threshold: {must_be_less_than: 5m}}]
                """);

        assertThat(quality.checks())
                .extracting(
                        check -> check.table().pattern(),
                        check -> check.threshold().fail().mustBeLessThan())
                .containsExactly(tuple("*", Optional.of(3600.0)), tuple("trial.*", Optional.of(300.0)));
        assertThat(quality.isShown("trial.labs", "AGE")).isTrue();
        assertThat(quality.switchedOff())
                .extracting(SwitchedOff::check, off -> off.table().pattern())
                .containsExactly(tuple("schema", "trial.raw"));
    }

    @Test
    void allProblemsAreReportedWithTheirPlaces() {
        assertThat(problems("""
                quality:
                  checks:
                    - {table: t.a, name: Upper, type: rollback}
                    - {table: t.a, name: a, type: rolback}
                    - {table: t.a, name: b, type: missing, columns: [X]}
                    - {table: t.a, name: c, type: freshness}
                    - {table: t.a, name: d, type: range, column: X}
                    - {table: t.a, name: e, type: missing, column: X, threshold: {must_be_less_thn: 1}}
                    - {name: f, type: rollback}
                    - {table: t.a, name: g, type: reference, columns: [X], reference: {columns: [Y]}}
                    - {table: t.a, name: h, type: anomaly, threshold: {must_be_less_than: 4, warn: {must_be_less_than: 3}}}
                """))
                .containsExactly(
                        "layer-0:4:26: Cannot use quality.checks[].name: expected a name of at most 100 lower-case letters,"
                                + " digits, '-' and '_', found 'Upper'",
                        "layer-0:5:35: Cannot use quality.checks[].type: expected one of freshness, row_count,"
                                + " empty_commits, missing, nan, all_null, required, range, future_times, late_times,"
                                + " schema, partition_spec, operations, unknown_writer, checkpoint_regressed, rollback,"
                                + " summary_drift, anomaly, duplicate, allowed_values, pattern, reference, failed_rows,"
                                + " found 'rolback'",
                        "layer-0:6:35: Cannot check a column: 'column' is missing",
                        "layer-0:6:53: Cannot use columns: a check of type missing has no such key",
                        "layer-0:7:7: Cannot use check 'c': a check of type freshness needs a threshold",
                        "layer-0:8:35: Cannot check range: neither 'min' nor 'max' is given",
                        "layer-0:9:67: unknown key 'must_be_less_thn'; did you mean 'must_be_less_than'?",
                        "layer-0:10:7: Cannot use quality.checks[]: 'table' is missing",
                        "layer-0:11:35: Cannot check reference: 'reference.table' is missing",
                        "layer-0:12:55: Cannot use threshold.warn: an anomaly passes or fails");
    }

    private static List<String> problems(String layer) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(layer));
        return refused.problems().stream().map(Problem::toString).toList();
    }

    private static QualityConfig load(String... layers) {
        List<ConfigSource> sources = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            sources.add(new ConfigSource("layer-" + i, (i == 0 ? CATALOG : "") + layers[i]));
        }
        if (sources.isEmpty()) {
            sources.add(new ConfigSource("layer-0", CATALOG));
        }
        return ConfigLoader.load(sources, name -> null).quality();
    }
}
