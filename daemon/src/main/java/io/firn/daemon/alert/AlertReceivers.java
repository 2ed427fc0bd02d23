package io.firn.daemon.alert;

import io.firn.alerts.publish.AlertmanagerReceiver;
import io.firn.alerts.publish.Http;
import io.firn.alerts.publish.Links;
import io.firn.alerts.publish.Receiver;
import io.firn.alerts.publish.WebhookReceiver;
import io.firn.alerts.publish.aws.SnsReceiver;
import io.firn.lake.config.AlertsConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whom the configuration names. */
final class AlertReceivers {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private AlertReceivers() {}

    static List<Receiver> of(AlertsConfig config, Links links) {
        Http http = new Http(TIMEOUT);
        Map<String, Receiver> receivers = new LinkedHashMap<>();
        config.alertmanagers()
                .forEach(url -> add(receivers, new AlertmanagerReceiver(url, config.resendInterval(), links, http)));
        config.sns().ifPresent(topic -> add(receivers, new SnsReceiver(topic, links, http)));
        config.webhook()
                .ifPresent(
                        webhook -> add(receivers, new WebhookReceiver(webhook.url(), webhook.secret(), links, http)));
        return List.copyOf(receivers.values());
    }

    /** One that is named twice is told once. */
    private static void add(Map<String, Receiver> receivers, Receiver receiver) {
        receivers.putIfAbsent(receiver.name(), receiver);
    }
}
