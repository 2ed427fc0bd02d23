package io.firn.alerts.render;

import io.firn.alerts.catalogue.AlertDefinition.Source;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that are made from the catalogue with an operator's thresholds: {@code firn.rules.yml} and, for those who let only
 * Prometheus talk to Alertmanager, {@code firn-findings.rules.yml}; {@code alarms.json} and {@code composite-alarms.json} for
 * CloudWatch.
 */
public final class Rendering {
    private final Map<String, String> files;

    private Rendering(Map<String, String> files) {
        this.files = Collections.unmodifiableMap(files);
    }

    public static Rendering of(Catalogue catalogue, Thresholds thresholds) {
        RuleFile rules = new RuleFile(thresholds);
        AlarmFile alarms = new AlarmFile(catalogue, thresholds);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("firn.rules.yml", rules.text("firn", catalogue.records(), catalogue.alerts(Source.RULE)));
        files.put("firn-findings.rules.yml", rules.text("firn-findings", List.of(), catalogue.alerts(Source.FINDING)));
        files.put("alarms.json", alarms.metricAlarms());
        files.put("composite-alarms.json", alarms.compositeAlarms());
        return new Rendering(files);
    }

    /** Texts by the names of their files. */
    public Map<String, String> files() {
        return files;
    }

    /** Writes every file into the directory, which is made where it is missing, and says which. */
    public List<Path> write(Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            written.add(Files.writeString(directory.resolve(file.getKey()), file.getValue()));
        }
        return written;
    }
}
