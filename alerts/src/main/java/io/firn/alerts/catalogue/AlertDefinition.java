package io.firn.alerts.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One alert of the catalogue, as it is written: thresholds are still named ({@code ${name}}), not filled in.
 *
 * @param family of the alerts with one cause a critical one silences the warnings
 * @param source who notices: a rule over time series, or the daemon itself
 * @param expression in PromQL; of a finding it is that of the rule that stands in for the publisher
 * @param holds name of the threshold for how long the expression must hold
 * @param collector which of the daemon's collectors the series come from; empty where none is to blame
 * @param condition what the expression says, in words for the table of alerts
 * @param dashboard uid of the dashboard that shows it
 * @param silencedBy alerts that hold it back besides those that {@link Catalogue#silencersOf} derives
 * @param alarms those of CloudWatch that notice it, each alone
 * @param burns those that notice it two at a time
 */
public record AlertDefinition(
        String name,
        AlertSeverity severity,
        String family,
        Source source,
        Subject subject,
        String expression,
        Optional<String> holds,
        Optional<String> collector,
        String condition,
        String summary,
        String description,
        String dashboard,
        List<String> silencedBy,
        List<AlarmDefinition> alarms,
        List<BurnAlarm> burns) {
    /** Who notices. */
    public enum Source {
        RULE,
        FINDING
    }

    public AlertDefinition {
        if (!name.matches("Firn[A-Z][A-Za-z0-9]+")) {
            throw new IllegalArgumentException(
                    "Cannot define alert '" + name + "': its name is Firn and more in CamelCase");
        }
        silencedBy = List.copyOf(silencedBy);
        alarms = List.copyOf(alarms);
        burns = List.copyOf(burns);
    }

    /** The labels that every alert of this name has. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("severity", severity.label());
        labels.put("family", family);
        collector.ifPresent(from -> labels.put("collector", from));
        return labels;
    }

    /** Whether CloudWatch can notice it. */
    public boolean isOfCloudWatch() {
        return !alarms.isEmpty() || !burns.isEmpty();
    }

    /** The file of its runbook, in the folder of runbooks. */
    public String runbook() {
        return name + ".md";
    }

    /**
     * The text of its runbook.
     *
     * @throws IllegalStateException if the runbook was not packed
     */
    public String runbookText() {
        try (InputStream text = AlertDefinition.class.getResourceAsStream("/io/firn/alerts/runbooks/" + runbook())) {
            if (text == null) {
                throw new IllegalStateException("Cannot show the runbook of " + name + ": it is not in the jar");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the runbook of " + name + ": " + e.getMessage(), e);
        }
    }
}
