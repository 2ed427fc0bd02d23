package io.firn.daemon.http;

import io.firn.daemon.alert.Alerts;
import io.firn.daemon.view.AlertsView;
import java.util.List;
import java.util.function.Supplier;

/** What the daemon found, and who has heard of it. */
final class AlertRoutes {
    private final Supplier<Alerts> alerts;

    AlertRoutes(Supplier<Alerts> alerts) {
        this.alerts = alerts;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                "/api/v1/alerts",
                "What the daemon found: what is so now, then what ended within the last day",
                AlertsView.class,
                request -> Queries.json(request, alerts.get().view())));
    }
}
