package io.firn.alerts.publish;

import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.lake.config.AlertsConfig;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where what is told leads to, as far as the configuration says where that is. */
public final class Links {
    private final AlertsConfig config;
    private final Catalogue catalogue;

    public Links(AlertsConfig config, Catalogue catalogue) {
        this.config = config;
        this.catalogue = catalogue;
    }

    /** What to do about it. */
    public Optional<String> runbook(Finding finding) {
        return config.runbookUrl()
                .map(url -> folder(url) + finding.alert() + ".md")
                .or(() -> config.pageUrl().map(url -> folder(url) + "runbooks/" + finding.alert()));
    }

    /** The daemon's page. */
    public Optional<String> page() {
        return config.pageUrl().map(URI::toString);
    }

    /** What it looks like in Grafana. */
    public Optional<String> dashboard(Finding finding) {
        return config.dashboardUrl().flatMap(url -> catalogue
                .find(finding.alert())
                .map(AlertDefinition::dashboard)
                .map(uid -> folder(url) + "d/" + uid + "?var-catalog=" + escaped(finding.catalog()) + "&var-table="
                        + escaped(finding.table())));
    }

    private static String folder(URI url) {
        return url.toString().replaceFirst("/*$", "/");
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
