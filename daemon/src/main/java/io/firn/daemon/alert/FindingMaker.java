package io.firn.daemon.alert;

import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.publish.Finding;
import io.firn.daemon.slo.TableOwners;
import io.firn.lake.config.Severity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Makes findings that look as the rules of the same name would have made them: the catalogue's labels, tier and pipeline. */
final class FindingMaker {
    private final Catalogue catalogue;
    private final TableOwners owners;
    private final String catalogName;

    FindingMaker(Catalogue catalogue, TableOwners owners, String catalogName) {
        this.catalogue = catalogue;
        this.owners = owners;
        this.catalogName = catalogName;
    }

    /** @param more labels of this one */
    Finding make(
            String alert, String table, Map<String, String> more, String summary, String description, Instant since) {
        AlertDefinition definition = catalogue.alert(alert);
        Map<String, String> labels = new HashMap<>(definition.labels());
        labels.remove("severity");
        labels.put("tier", owners.tier(table).name());
        labels.put("pipeline", owners.pipeline(table));
        labels.putAll(more);
        return new Finding(
                alert,
                Severity.valueOf(definition.severity().name()),
                catalogName,
                table,
                labels,
                summary,
                description,
                since);
    }
}
