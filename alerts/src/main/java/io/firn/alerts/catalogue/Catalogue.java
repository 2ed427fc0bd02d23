package io.firn.alerts.catalogue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every alert there is, in the order in which it is documented, and what their rules record. Prometheus' rules, CloudWatch's
 * alarms, the table of alerts and the findings that the daemon publishes are all made from it.
 */
public final class Catalogue {
    private static final String DAEMON_DOWN = "FirnDaemonDown";

    private final Map<String, AlertDefinition> alerts;
    private final List<RecordDefinition> records;

    private Catalogue(Map<String, AlertDefinition> alerts, List<RecordDefinition> records) {
        this.alerts = alerts;
        this.records = List.copyOf(records);
    }

    /** The catalogue that Firn comes with. */
    public static Catalogue load() {
        YamlFile file = YamlFile.resource("catalogue.yaml");
        List<RecordDefinition> records = file.list("records").stream()
                .map(fields ->
                        new RecordDefinition(fields.text("name"), fields.text("expression"), fields.text("meaning")))
                .toList();
        Map<String, AlertDefinition> alerts = new LinkedHashMap<>();
        file.list("alerts").forEach(fields -> {
            AlertDefinition alert = alert(fields);
            fields.rejectOthers();
            if (alerts.putIfAbsent(alert.name(), alert) != null) {
                throw new CatalogueException(List.of("Cannot define alert " + alert.name() + " twice"));
            }
        });
        file.rejectOthers();
        return new Catalogue(alerts, records);
    }

    public List<AlertDefinition> alerts() {
        return List.copyOf(alerts.values());
    }

    public List<AlertDefinition> alerts(AlertDefinition.Source source) {
        return alerts.values().stream()
                .filter(alert -> alert.source() == source)
                .toList();
    }

    public List<RecordDefinition> records() {
        return records;
    }

    public Optional<AlertDefinition> find(String name) {
        return Optional.ofNullable(alerts.get(name));
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public AlertDefinition alert(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("Cannot find alert '" + name + "' in the catalogue"));
    }

    /**
     * The alerts during which nobody is told of this one: all are held back while the daemon is down, warnings by the critical
     * alerts of their family, and each by those that its definition names.
     */
    public Set<String> silencersOf(AlertDefinition alert) {
        Set<String> silencers = new LinkedHashSet<>();
        if (alert.severity() != AlertSeverity.NONE && !alert.name().equals(DAEMON_DOWN)) {
            silencers.add(DAEMON_DOWN);
            silencers.addAll(alert.silencedBy());
            alerts.values().stream()
                    .filter(other -> alert.severity() == AlertSeverity.WARNING
                            && other.severity() == AlertSeverity.CRITICAL
                            && other.family().equals(alert.family()))
                    .forEach(other -> silencers.add(other.name()));
        }
        return silencers;
    }

    private static AlertDefinition alert(YamlFile fields) {
        return new AlertDefinition(
                fields.text("name"),
                AlertSeverity.parse(fields.text("severity")),
                fields.text("family"),
                fields.optional("source").orElse("rule").equals("finding")
                        ? AlertDefinition.Source.FINDING
                        : AlertDefinition.Source.RULE,
                Subject.parse(fields.text("subject")),
                fields.text("expression"),
                fields.optional("for"),
                fields.optional("collector"),
                fields.text("condition"),
                fields.text("summary"),
                fields.text("description"),
                fields.text("dashboard"),
                fields.texts("silenced-by"),
                fields.list("alarms").stream().map(Catalogue::alarm).toList(),
                fields.list("burns").stream().map(Catalogue::burn).toList());
    }

    private static BurnAlarm burn(YamlFile fields) {
        BurnAlarm burn =
                new BurnAlarm(fields.text("slo"), fields.text("pace"), fields.text("long"), fields.text("short"));
        fields.rejectOthers();
        return burn;
    }

    private static AlarmDefinition alarm(YamlFile fields) {
        AlarmDefinition alarm = new AlarmDefinition(
                fields.optional("suffix").orElse(""),
                fields.text("metric"),
                fields.properties("dimensions"),
                fields.text("statistic"),
                fields.text("comparison"),
                fields.text("threshold"),
                Integer.parseInt(fields.optional("minutes").orElse("1")),
                fields.optional("for"),
                fields.text("missing"));
        fields.rejectOthers();
        return alarm;
    }
}
