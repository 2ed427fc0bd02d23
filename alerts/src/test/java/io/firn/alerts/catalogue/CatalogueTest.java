package io.firn.alerts.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

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
    void anAlertThatIsNotThereIsRefusedByName() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> catalogue.alert("FirnNothing"))
                .hasMessage("Cannot find alert 'FirnNothing' in the catalogue");
    }
}
