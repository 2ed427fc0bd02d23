package io.firn.lake.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code daemon.alerts}. */
final class AlertsReader {
    private static final Kind<URI> URL = Kind.<URI>of(
                    "an http or https URL without a password in it",
                    URI::create,
                    url -> isHttp(url) && url.getRawUserInfo() == null)
            .withheld();
    /** Its path or query may be what lets one in. */
    private static final Kind<URI> SECRET_URL =
            Kind.of("an http or https URL", URI::create, AlertsReader::isHttp).withheld();

    private static final Kind<String> TOPIC = Kind.matching(
            "the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME",
            "arn:aws[a-z-]*:sns:[a-z]{2,}(-[a-z0-9]+)+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?");

    private AlertsReader() {}

    static AlertsConfig read(Section section) {
        List<URI> alertmanagers = section
                .list(
                        "alertmanagers",
                        URL,
                        "base URLs of Alertmanagers that are told what the daemon finds; each is told everything")
                .stream()
                .map(Located::value)
                .toList();
        return new AlertsConfig(
                alertmanagers,
                section.value(
                        "resend-interval",
                        Kind.durationFrom("1s"),
                        "1m",
                        "how often they are told again what is still so: an Alertmanager forgets it after four of these"),
                topic(section.section("sns")),
                webhook(section.section("webhook")),
                section.optional("page-url", URL, "no links to the page", "where people reach the daemon's page"),
                section.optional(
                        "runbook-url",
                        URL,
                        "the page's own",
                        "the folder of the runbooks, such as that of `alerts/runbooks` in a copy of the repository"),
                section.optional(
                        "dashboard-url", URL, "no links to dashboards", "the Grafana that has the dashboards"));
    }

    private static Optional<AlertsConfig.Topic> topic(Section section) {
        Optional<String> topic = section.optional("topic", TOPIC, "none", "the ARN of a topic that is told as well");
        Optional<URI> endpoint =
                section.optional("endpoint", URL, "the region's own", "another address, as of a VPC endpoint");
        return topic.map(arn -> new AlertsConfig.Topic(arn, endpoint));
    }

    private static Optional<AlertsConfig.Webhook> webhook(Section section) {
        Optional<URI> url = section.optional("url", SECRET_URL, "none", "a URL that is told as well, by POST");
        Optional<Secret> secret = section.optional(
                "secret",
                Kind.SECRET,
                "none",
                "the key of the signature by which the receiver knows who told it; needed where there is a URL");
        if (url.isPresent() && !section.has("secret")) {
            section.problem("url", "Cannot use daemon.alerts.webhook.url: 'secret' is missing");
        }
        return url.flatMap(address -> secret.map(key -> new AlertsConfig.Webhook(address, key)));
    }

    private static boolean isHttp(URI url) {
        return String.valueOf(url.getScheme()).matches("https?") && url.getHost() != null;
    }
}
