package io.firn.daemon.view;

import java.util.List;

/** What the daemon found: open ones first, then those that ended within the last day, the newest first. */
public record AlertsView(List<AlertView> alerts) {
    public AlertsView {
        alerts = List.copyOf(alerts);
    }
}
