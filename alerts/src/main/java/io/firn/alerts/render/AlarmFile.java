package io.firn.alerts.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.alerts.catalogue.AlarmDefinition;
import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.AlertSeverity;
import io.firn.alerts.catalogue.BurnAlarm;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
                .flatMap(alert -> Stream.concat(
                        alert.alarms().stream().map(alarm -> metricAlarm(alert, alarm)),
                        alert.burns().stream().flatMap(burn -> burn.windows().stream()
                                .map(window -> burnAlarm(alert, burn, window)))))
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
                .filter(AlertDefinition::isOfCloudWatch)
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
        composite.put("AlarmRule", rule(alert));
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

    private static String rule(AlertDefinition alert) {
        Stream<String> single = alert.alarms().stream().map(alarm -> goesOff(name(alert, alarm)));
        Stream<String> pairs = alert.burns().stream().map(burn -> burn.windows().stream()
                .map(window -> goesOff(name(alert, window)))
                .collect(Collectors.joining(" AND ", "(", ")")));
        return Stream.concat(single, pairs).collect(Collectors.joining(" OR "));
    }

    private static String anyOf(List<String> alarms) {
        return alarms.stream().map(AlarmFile::goesOff).collect(Collectors.joining(" OR "));
    }

    private static String goesOff(String alarm) {
        return "ALARM(\"" + alarm + "\")";
    }

    private Map<String, Object> metricAlarm(AlertDefinition alert, AlarmDefinition alarm) {
        int periods = alarm.holds()
                .map(name -> (int) Math.ceil(thresholds.value(name) / 60 / alarm.minutes()))
                .orElse(1);
        Map<String, Object> input = silentAlarm(alert, name(alert, alarm));
        input.putAll(metric(alarm.metric(), alarm.dimensions()));
        input.put("Statistic", alarm.statistic());
        input.put("Period", 60 * alarm.minutes());
        input.put("EvaluationPeriods", Math.max(1, periods));
        input.put("DatapointsToAlarm", Math.max(1, periods));
        input.put("Threshold", Double.valueOf(thresholds.inExpression(alarm.threshold())));
        input.put("ComparisonOperator", alarm.comparison());
        input.put("TreatMissingData", alarm.missing());
        return input;
    }

    /** Bad looks over all looks of the window, over the share of them that may be bad. */
    private Map<String, Object> burnAlarm(AlertDefinition alert, BurnAlarm burn, String window) {
        Map<String, Object> pace = new LinkedHashMap<>();
        pace.put("Id", "pace");
        pace.put("Expression", "IF(looks > 0, bad / looks / (1 - objective), 0)");
        pace.put("Label", "pace of spending the error budget");
        pace.put("ReturnData", true);
        Map<String, Object> input = silentAlarm(alert, name(alert, window));
        input.put(
                "Metrics",
                List.of(
                        pace,
                        term("bad", "firn_slo_bad_evaluations", "Sum", burn, window),
                        term("looks", "firn_slo_evaluations", "Sum", burn, window),
                        term("objective", "firn_slo_objective_ratio", "Maximum", burn, window)));
        input.put("EvaluationPeriods", 1);
        input.put("DatapointsToAlarm", 1);
        input.put("Threshold", thresholds.value(burn.pace()));
        input.put("ComparisonOperator", "GreaterThanThreshold");
        input.put("TreatMissingData", "missing");
        return input;
    }

    private Map<String, Object> term(String id, String metric, String statistic, BurnAlarm burn, String window) {
        Map<String, Object> over = new LinkedHashMap<>();
        over.put("Metric", metric(metric, Map.of("Slo", burn.slo(), "Tier", "${cloudwatch-tier}")));
        over.put("Period", 60 * (int) Math.ceil(thresholds.value(window) / 60));
        over.put("Stat", statistic);
        Map<String, Object> term = new LinkedHashMap<>();
        term.put("Id", id);
        term.put("MetricStat", over);
        term.put("ReturnData", false);
        return term;
    }

    /** It notices and tells nobody. */
    private static Map<String, Object> silentAlarm(AlertDefinition alert, String name) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("AlarmName", name);
        input.put("AlarmDescription", "Goes into " + alert.name() + ".");
        input.put("ActionsEnabled", false);
        return input;
    }

    private Map<String, Object> metric(String name, Map<String, String> labels) {
        List<Map<String, String>> dimensions = new ArrayList<>();
        new TreeMap<>(labels).forEach((label, value) -> {
            Map<String, String> dimension = new LinkedHashMap<>();
            dimension.put("Name", label);
            dimension.put("Value", thresholds.inText(value));
            dimensions.add(dimension);
        });
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("Namespace", thresholds.text("cloudwatch-namespace"));
        metric.put("MetricName", name);
        metric.put("Dimensions", dimensions);
        return metric;
    }

    private static String name(AlertDefinition alert, String window) {
        return alert.name() + "-" + window;
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
