package io.firn.alerts.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.alerts.catalogue.AlarmDefinition;
import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.AlertSeverity;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * CloudWatch's alarms: for each alert the metric alarms that notice, which tell nobody, and one composite alarm of the alert's
 * name that tells, unless one of its silencers goes off too.
 */
final class AlarmFile {
    /** Seconds that CloudWatch waits for a silencer that goes off a little later, and after it is well again. */
    private static final int SILENCER_WAIT = 120;

    private static final int SILENCER_EXTENSION = 180;
    private static final String SILENCERS = "-silencers";

    private final Catalogue catalogue;
    private final Thresholds thresholds;

    AlarmFile(Catalogue catalogue, Thresholds thresholds) {
        this.catalogue = catalogue;
        this.thresholds = thresholds;
    }

    /** A list of the inputs of {@code put-metric-alarm}. */
    String metricAlarms() {
        return json(alerts().stream()
                .flatMap(alert -> alert.alarms().stream().map(alarm -> metricAlarm(alert, alarm)))
                .toList());
    }

    /** A list of the inputs of {@code put-composite-alarm}; none needs one that comes later. */
    String compositeAlarms() {
        Map<String, Map<String, Object>> composites = new LinkedHashMap<>();
        alerts().forEach(alert -> addComposite(alert, composites));
        return json(List.copyOf(composites.values()));
    }

    private List<AlertDefinition> alerts() {
        return catalogue.alerts().stream()
                .filter(alert -> !alert.alarms().isEmpty())
                .toList();
    }

    private void addComposite(AlertDefinition alert, Map<String, Map<String, Object>> composites) {
        if (composites.containsKey(alert.name())) {
            return;
        }
        Set<String> ofCloudWatch = alerts().stream().map(AlertDefinition::name).collect(Collectors.toSet());
        List<String> silencers = catalogue.silencersOf(alert).stream()
                .filter(ofCloudWatch::contains)
                .toList();
        silencers.forEach(silencer -> addComposite(catalogue.alert(silencer), composites));
        Map<String, Object> composite = new LinkedHashMap<>();
        composite.put("AlarmName", alert.name());
        composite.put("AlarmDescription", description(alert));
        composite.put(
                "AlarmRule",
                anyOf(alert.alarms().stream().map(alarm -> name(alert, alarm)).toList()));
        composite.put("ActionsEnabled", true);
        composite.put("AlarmActions", List.of(topic(alert)));
        composite.put("OKActions", List.of(topic(alert)));
        if (!silencers.isEmpty()) {
            composite.put("ActionsSuppressor", suppressor(alert, silencers, composites));
            composite.put("ActionsSuppressorWaitPeriod", SILENCER_WAIT);
            composite.put("ActionsSuppressorExtensionPeriod", SILENCER_EXTENSION);
        }
        composites.put(alert.name(), composite);
    }

    /** CloudWatch takes one suppressor, so several become an alarm of their own. */
    private static String suppressor(
            AlertDefinition alert, List<String> silencers, Map<String, Map<String, Object>> composites) {
        if (silencers.size() == 1) {
            return silencers.get(0);
        }
        Map<String, Object> any = new LinkedHashMap<>();
        any.put("AlarmName", alert.name() + SILENCERS);
        any.put("AlarmDescription", "Holds back " + alert.name() + ".");
        any.put("AlarmRule", anyOf(silencers));
        any.put("ActionsEnabled", false);
        composites.put(alert.name() + SILENCERS, any);
        return alert.name() + SILENCERS;
    }

    private static String anyOf(List<String> alarms) {
        return alarms.stream().map(alarm -> "ALARM(\"" + alarm + "\")").collect(Collectors.joining(" OR "));
    }

    private Map<String, Object> metricAlarm(AlertDefinition alert, AlarmDefinition alarm) {
        int periods = alarm.holds()
                .map(name -> (int) Math.ceil(thresholds.value(name) / 60 / alarm.minutes()))
                .orElse(1);
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("AlarmName", name(alert, alarm));
        input.put("AlarmDescription", "Goes into " + alert.name() + ".");
        input.put("ActionsEnabled", false);
        input.put("Namespace", thresholds.text("cloudwatch-namespace"));
        input.put("MetricName", alarm.metric());
        List<Map<String, String>> dimensions = new ArrayList<>();
        new TreeMap<>(alarm.dimensions()).forEach((name, value) -> {
            Map<String, String> dimension = new LinkedHashMap<>();
            dimension.put("Name", name);
            dimension.put("Value", thresholds.inText(value));
            dimensions.add(dimension);
        });
        input.put("Dimensions", dimensions);
        input.put("Statistic", alarm.statistic());
        input.put("Period", 60 * alarm.minutes());
        input.put("EvaluationPeriods", Math.max(1, periods));
        input.put("DatapointsToAlarm", Math.max(1, periods));
        input.put("Threshold", Double.valueOf(thresholds.inExpression(alarm.threshold())));
        input.put("ComparisonOperator", alarm.comparison());
        input.put("TreatMissingData", alarm.missing());
        return input;
    }

    private static String name(AlertDefinition alert, AlarmDefinition alarm) {
        return alert.name() + "-metric" + (alarm.suffix().isEmpty() ? "" : "-" + alarm.suffix());
    }

    private String description(AlertDefinition alert) {
        return "What it means and what to do: " + thresholds.text("runbook-url").replace("{alert}", alert.name());
    }

    private String topic(AlertDefinition alert) {
        return thresholds.text(
                alert.severity() == AlertSeverity.CRITICAL ? "cloudwatch-page-topic" : "cloudwatch-ticket-topic");
    }

    private static String json(Object value) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write alarms as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
