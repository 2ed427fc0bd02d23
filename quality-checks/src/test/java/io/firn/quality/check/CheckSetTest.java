package io.firn.quality.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Glob;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.config.ReconciliationConfig;
import io.firn.lake.config.Severity;
import io.firn.lake.config.ShownColumns;
import io.firn.lake.config.SwitchedOff;
import io.firn.lake.config.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckSetTest {
    private static final CheckConfig EVERYWHERE = fresh("*", 3600);
    private static final CheckConfig TRIAL = fresh("trial.*", 300);

    @Test
    void ofTwoChecksOfOneNameTheLaterThatMatchesCounts() {
        CheckSet checks = checks(false);

        assertThat(checks.of("trial.labs")).containsExactly(TRIAL);
        assertThat(checks.of("other.labs")).containsExactly(EVERYWHERE);
    }

    @Test
    void whatIsSwitchedOffIsNotRun() {
        CheckSet checks = checks(true);

        assertThat(checks.of("trial.labs")).extracting(CheckConfig::name).contains("fresh", "schema", "rollback");
        assertThat(checks.of("trial.raw"))
                .extracting(CheckConfig::name)
                .contains("fresh", "rollback")
                .doesNotContain("schema");
    }

    @Test
    void aColumnIsShownIfTheConfigurationOrTheTableSaysSo() {
        CheckSet checks = checks(false);

        assertThat(checks.shown("trial.labs", Map.of())).accepts("AGE").rejects("EVENT");
        assertThat(checks.shown("other.labs", Map.of("firn.event-time-column", "EVENT")))
                .accepts("EVENT")
                .rejects("AGE");
    }

    private static CheckSet checks(boolean builtIn) {
        return new CheckSet(
                new QualityConfig(
                        true,
                        builtIn,
                        Duration.ZERO,
                        List.of(new ShownColumns(new Glob("trial.*"), List.of("AGE"))),
                        List.of(new SwitchedOff(new Glob("trial.raw"), "schema")),
                        List.of(EVERYWHERE, TRIAL),
                        new ReconciliationConfig(false, Duration.ZERO, Duration.ZERO, true, Duration.ZERO)),
                List.of());
    }

    private static CheckConfig fresh(String glob, double seconds) {
        return new CheckConfig(
                new Glob(glob),
                "fresh",
                new CheckKind.Freshness(Optional.empty()),
                Threshold.below(seconds),
                Severity.WARNING,
                OnUnknown.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "a test");
    }
}
