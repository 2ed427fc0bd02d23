package io.firn.alerts.render;

import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.Threshold;
import io.firn.alerts.catalogue.Thresholds;

/** The tables of alerts and of thresholds in the documentation. */
final class AlertTable {
    private AlertTable() {}

    static String alerts(Catalogue catalogue, Thresholds thresholds) {
        StringBuilder table =
                new StringBuilder("| alert | severity | fires when | waits | noticed by |\n|---|---|---|---|---|\n");
        for (AlertDefinition alert : catalogue.alerts()) {
            table.append("| [").append(alert.name()).append("](../../alerts/runbooks/");
            table.append(alert.runbook()).append(") | ");
            table.append(alert.severity().label()).append(" | ");
            table.append(thresholds.inText(alert.condition())).append(" | ");
            table.append(alert.holds().map(thresholds::text).orElse("")).append(" | ");
            table.append(alert.source() == AlertDefinition.Source.FINDING ? "the daemon" : "a rule");
            table.append(alert.isOfCloudWatch() ? ", CloudWatch" : "").append(" |\n");
        }
        return table.toString();
    }

    static String thresholds(Thresholds thresholds) {
        StringBuilder table = new StringBuilder("| threshold | value | meaning |\n|---|---|---|\n");
        for (Threshold threshold : thresholds.all()) {
            table.append("| `")
                    .append(threshold.name())
                    .append("` | `")
                    .append(threshold.value())
                    .append("` | ");
            table.append(threshold.meaning()).append(" |\n");
        }
        return table.toString();
    }
}
