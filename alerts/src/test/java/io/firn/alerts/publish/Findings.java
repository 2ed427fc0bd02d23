package io.firn.alerts.publish;

import io.firn.alerts.catalogue.Catalogue;
import io.firn.lake.config.AlertsConfig;
import io.firn.lake.config.Severity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Findings to tell of. */
public final class Findings {
    static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

    private Findings() {}

    static Finding critical(String table, Instant since) {
        return new Finding(
                "FirnRecordsMissing",
                Severity.CRITICAL,
                "firn",
                table,
                Map.of("topic", "visits", "tier", "default", "pipeline", "firn-land"),
                "5 records of topic visits are in neither " + table + " nor a dead letter",
                "Run `firn ledger " + table + "`.",
                since);
    }

    /** To places as a configuration names them. */
    public static Links links(Optional<URI> page, Optional<URI> runbooks, Optional<URI> dashboards) {
        return new Links(
                new AlertsConfig(
                        List.of(),
                        Duration.ofMinutes(1),
                        Optional.empty(),
                        Optional.empty(),
                        page,
                        runbooks,
                        dashboards),
                Catalogue.load());
    }

    public static Notice notice() {
        Finding finding = critical("trials.vîsits", SINCE);
        return new Notice(finding.id(), finding, SINCE, SINCE.plusSeconds(60), Optional.empty());
    }
}
