package io.firn.daemon.alert;

import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.publish.Finding;
import io.firn.alerts.publish.Links;
import io.firn.alerts.publish.Told;
import io.firn.daemon.view.AlertView;
import io.firn.daemon.view.AlertView.ReceiverView;
import io.firn.daemon.view.AlertsView;
import io.firn.daemon.view.Wording;
import java.util.List;

/** Findings as views. */
final class AlertViews {
    private final Catalogue catalogue;
    private final Links links;

    AlertViews(Catalogue catalogue, Links links) {
        this.catalogue = catalogue;
        this.links = links;
    }

    AlertsView of(List<Told> findings) {
        return new AlertsView(findings.stream().map(this::view).toList());
    }

    private AlertView view(Told told) {
        Finding finding = told.finding();
        return new AlertView(
                told.id(),
                finding.alert(),
                Wording.constant(finding.severity()),
                finding.catalog(),
                finding.table(),
                finding.labels(),
                finding.summary(),
                finding.description(),
                finding.since(),
                told.ended(),
                catalogue.find(finding.alert()).map(AlertDefinition::runbook).orElse(""),
                links.runbook(finding),
                told.deliveries().stream()
                        .map(delivery -> new ReceiverView(
                                delivery.receiver(), Wording.constant(delivery.state()), delivery.reason()))
                        .toList());
    }
}
