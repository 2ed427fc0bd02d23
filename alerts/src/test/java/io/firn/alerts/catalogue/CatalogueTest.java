package io.firn.alerts.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Catalogue catalogue = Catalogue.load();
    private final Thresholds thresholds = Thresholds.load();

    @Test
    void everyAlertFindsItsThresholds() {
        for (AlertDefinition alert : catalogue.alerts()) {
            assertThat(thresholds.inExpression(alert.expression()))
                    .as(alert.name())
                    .doesNotContain("${", "@{");
            assertThat(thresholds.inText(alert.condition())).as(alert.name()).doesNotContain("${", "@{");
            alert.holds().ifPresent(name -> assertThat(thresholds.get(name).duration())
                    .isPositive());
        }
    }

    @Test
    void whatTheDaemonPublishesIsWhatWasAgreed() {
        assertThat(catalogue.alerts(AlertDefinition.Source.FINDING))
                .extracting(AlertDefinition::name)
                .containsExactlyInAnyOrder(
                        "FirnRecordsMissing",
                        "FirnQualityCheckFailed",
                        "FirnQualityCheckFailedCritical",
                        "FirnMaintenanceRejected",
                        "FirnLiveFileMissing",
                        "FirnUnapprovedSchemaChange",
                        "FirnVolumeAnomaly");
    }

    @Test
    void whatAlertsAskForIsShownByTheDaemonOrRecorded() throws IOException {
        List<String> known = new ArrayList<>(documented());
        catalogue.records().forEach(record -> known.add(record.name()));
        List<String> expressions = new ArrayList<>();
        catalogue.records().forEach(record -> expressions.add(record.expression()));
        catalogue.alerts().forEach(alert -> expressions.add(alert.expression()));
        for (String expression : expressions) {
            assertThat(Pattern.compile("\\bfirn[_:][a-z0-9_:]+")
                            .matcher(expression)
                            .results()
                            .map(MatchResult::group))
                    .as(expression)
                    .isSubsetOf(known);
        }
    }

    @Test
    void whatAlarmsLookAtIsSentToCloudWatch() throws IOException {
        List<String> known = documented().stream()
                .flatMap(name -> Stream.of(
                        name.replaceFirst("_timestamp_seconds$", "_age_seconds").replaceFirst("_total$", "")))
                .toList();
        catalogue.alerts().stream().flatMap(alert -> alert.alarms().stream()).forEach(alarm -> assertThat(known)
                .contains(alarm.metric().replaceFirst("_(max|min|sum)$", "")));
    }

    private static List<String> documented() throws IOException {
        return Pattern.compile("(?m)^\\| `(firn_\\w+)` \\|")
                .matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    void anAlertThatIsNotThereIsRefusedByName() {
        assertThatThrownBy(() -> catalogue.alert("FirnNothing"))
                .hasMessage("Cannot find alert 'FirnNothing' in the catalogue");
    }
}
