package io.firn.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.alerts.catalogue.Catalogue;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Severity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedChecksTest {
    @Test
    void whatSomebodyCalledCriticalWakesSomebodyWhateverItLooksAt() {
        assertThat(FailedChecks.alert(new CheckKind.Rollback(), Severity.CRITICAL))
                .isEqualTo("FirnQualityCheckFailedCritical");
        assertThat(FailedChecks.alert(new CheckKind.RowCount(CheckKind.RowCount.Scope.TABLE), Severity.CRITICAL))
                .isEqualTo("FirnQualityCheckFailedCritical");
    }

    @Test
    void changesOfTheSchemaAndOfTheVolumeHaveNamesOfTheirOwn() {
        assertThat(FailedChecks.alert(new CheckKind.Schema(CheckKind.Schema.Changes.NONE, Map.of()), Severity.WARNING))
                .isEqualTo("FirnUnapprovedSchemaChange");
        assertThat(FailedChecks.alert(anomaly(Anomaly.Metric.ROW_COUNT, Optional.empty()), Severity.WARNING))
                .isEqualTo("FirnVolumeAnomaly");
        assertThat(FailedChecks.alert(anomaly(Anomaly.Metric.MISSING, Optional.of("a")), Severity.WARNING))
                .isEqualTo("FirnQualityCheckFailed");
        assertThat(FailedChecks.alert(new CheckKind.Rollback(), Severity.WARNING))
                .isEqualTo("FirnQualityCheckFailed");
    }

    @Test
    void everyNameIsInTheCatalogue() {
        Catalogue catalogue = Catalogue.load();
        for (Severity severity : Severity.values()) {
            assertThat(catalogue.find(FailedChecks.alert(new CheckKind.Rollback(), severity)))
                    .isPresent();
        }
        assertThat(catalogue.find("FirnUnapprovedSchemaChange")).isPresent();
        assertThat(catalogue.find("FirnVolumeAnomaly")).isPresent();
        assertThat(catalogue.find("FirnRecordsMissing")).isPresent();
        assertThat(catalogue.find("FirnMaintenanceRejected")).isPresent();
        assertThat(catalogue.find("FirnLiveFileMissing")).isPresent();
    }

    private static CheckKind anomaly(Anomaly.Metric metric, Optional<String> column) {
        return new Anomaly(metric, column, Duration.ofHours(1), Duration.ofDays(28));
    }
}
