package io.firn.lake.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is told of what the daemon itself finds. Without any receiver the page, the API and the command line show it all the
 * same.
 *
 * @param alertmanagers base URLs; each is told everything, as Alertmanager's high availability needs it
 * @param resendInterval how often an open finding is told to an Alertmanager again, which forgets it otherwise
 * @param pageUrl where people reach the daemon's page, for links
 * @param runbookUrl what the name of a runbook's file is put behind, for links; without it the page's are linked
 * @param dashboardUrl of the Grafana that has the dashboards, for links
 */
public record AlertsConfig(
        List<URI> alertmanagers,
        Duration resendInterval,
        Optional<Topic> sns,
        Optional<Webhook> webhook,
        Optional<URI> pageUrl,
        Optional<URI> runbookUrl,
        Optional<URI> dashboardUrl) {
    public AlertsConfig {
        alertmanagers = List.copyOf(alertmanagers);
    }

    /**
     * A topic of Amazon SNS.
     *
     * @param arn says its region
     * @param endpoint absent for the region's own
     */
    public record Topic(String arn, Optional<URI> endpoint) {
        /** The region within the ARN. */
        public String region() {
            return arn.split(":", -1)[3];
        }

        /** The last part of the ARN. */
        public String name() {
            return arn.substring(arn.lastIndexOf(':') + 1);
        }
    }

    /**
     * Somebody's own receiver.
     *
     * @param url may hold a password of its own: never shown but for its host
     * @param secret the key of the signature
     */
    public record Webhook(URI url, Secret secret) {
        @Override
        public String toString() {
            return "Webhook[host=" + url.getHost() + ", secret=***]";
        }
    }
}
