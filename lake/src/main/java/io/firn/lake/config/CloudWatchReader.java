package io.firn.lake.config;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;

/** Reads the section {@code daemon.cloudwatch}. */
final class CloudWatchReader {
    /** CloudWatch keeps these names for AWS's own services. */
    private static final Kind<String> NAMESPACE = Kind.matching(
            "at most 255 letters, digits and any of . - _ / # : without AWS/ in front",
            "(?!AWS/|:)[A-Za-z0-9._/#:-]{1,255}");

    private static final Kind<String> REGION = Kind.matching("an AWS region", "[a-z]{2,}(-[a-z0-9]+)+");
    private static final Kind<URI> ENDPOINT =
            Kind.of("an http or https URL", URI::create, url -> String.valueOf(url.getScheme())
                    .matches("https?"));
    private static final Kind<BigDecimal> PRICE =
            Kind.of("a price such as 0.30", BigDecimal::new, price -> price.signum() >= 0);

    private CloudWatchReader() {}

    static CloudWatchConfig read(Section section, Tiers tiers) {
        CloudWatchConfig config = new CloudWatchConfig(
                section.value("enabled", Kind.FLAG, "false", "whether metrics also go to Amazon CloudWatch"),
                section.value("namespace", NAMESPACE, "Firn", "CloudWatch's namespace of the metrics"),
                section.optional("region", REGION, "the AWS SDK's own chain", "the region whose CloudWatch is used"),
                section.optional("endpoint", ENDPOINT, "the region's own", "another address, as of a VPC endpoint"),
                section.value("step", Kind.durationFrom("1s"), "1m", "how often metrics are sent"),
                tierOne(section, tiers),
                globs(
                        section,
                        "series",
                        "globs of series as `/metrics` names them; without any, the ones that [metrics](metrics.md#cloudwatch) lists"),
                section.value(
                        "most-metrics",
                        Kind.wholeBetween(1, 10_000),
                        "500",
                        "never send more than this many different metrics at a time; tier-1 tables that do not fit are left out whole"),
                section.value(
                        "price-per-metric",
                        PRICE,
                        "0.30",
                        "US dollars a metric and month, for the estimate of `firn check-config`: us-east-1 below 10,000 metrics"));
        if (config.step().toMillis() % 1000 != 0) {
            section.problem("step", "Cannot use daemon.cloudwatch.step: CloudWatch knows whole seconds only");
        }
        return config;
    }

    private static List<Glob> tierOne(Section section, Tiers tiers) {
        List<Glob> tables = globs(
                section,
                "tier-1",
                "globs over `namespace.table`; these tables are also sent one by one; without any, those of the first of"
                        + " `tiers`");
        return section.has("tier-1") ? tables : tiers.tablesOfTheFirst();
    }

    private static List<Glob> globs(Section section, String key, String description) {
        return section.list(key, Kind.TEXT, description).stream()
                .map(Located::value)
                .map(Glob::new)
                .toList();
    }
}
