package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TiersTest {
    private static final String CATALOG = """
            catalog:
              name: firn
              properties: {type: jdbc, uri: "jdbc:sqlite:x"}
            """;

    private static final String TIERS = """
            tiers:
              - {name: "1", tables: ["safety.*", "*.visits"], freshness-limit: 2m, freshness-objective: 99.9}
              - {name: archive, tables: ["*.old"], freshness-limit: 1d, completeness-objective: 99}
            """;

    @Test
    void aTableBelongsToTheFirstTierThatNamesItAndElseToTheDefault() {
        Tiers tiers = load(TIERS).tiers();

        assertThat(tiers.of("safety.old").name()).isEqualTo("1");
        assertThat(tiers.of("trials.old").name()).isEqualTo("archive");
        assertThat(tiers.of("trials.labs").name()).isEqualTo("default");
        assertThat(tiers.of("safety.old"))
                .isEqualTo(new TierConfig(
                        "1", List.of(new Glob("safety.*"), new Glob("*.visits")), Duration.ofMinutes(2), 99.9, 99.9));
        assertThat(tiers.all()).extracting(TierConfig::name).containsExactly("1", "archive", "default");
    }

    @Test
    void theTierForTheRestMayBeConfiguredAndNeedsNoGlob() {
        Tiers tiers = load("tiers: [{name: default, freshness-limit: 1h}]").tiers();

        assertThat(tiers.all()).hasSize(1);
        assertThat(tiers.of("any.table").freshnessLimit()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void cloudWatchIsSentTheTablesOfTheFirstTierUnlessItIsToldOthers() {
        assertThat(load(TIERS).daemon().cloudWatch().isTierOne("safety.events")).isTrue();
        assertThat(load(TIERS).daemon().cloudWatch().isTierOne("trials.old")).isFalse();
        assertThat(load(TIERS + "daemon: {cloudwatch: {tier-1: [a.b]}}")
                        .daemon()
                        .cloudWatch()
                        .isTierOne("safety.events"))
                .isFalse();
        assertThat(load("").daemon().cloudWatch().tierOne()).isEmpty();
    }

    @Test
    void whatCannotBeKeptOrHasNoTableIsAProblem() {
        assertThat(problems("""
                tiers:
                  - {name: a, tables: ["*"], freshness-objective: 100}
                  - {name: a, tables: ["*"], completeness-objective: 0}
                  - {name: b}
                  - {tables: [x]}
                """))
                .containsExactlyInAnyOrder(
                        "Cannot use tiers[].freshness-objective: expected a percentage above 0 and below 100, found"
                                + " '100'",
                        "Cannot use tiers[].completeness-objective: expected a percentage above 0 and below 100, found"
                                + " '0'",
                        "Cannot use tiers[].name: there are two tiers named 'a'",
                        "Cannot use tiers[].tables: tier 'b' has no table",
                        "Cannot use tiers[]: 'name' is missing");
        assertThatThrownBy(() -> new TierConfig("x", List.of(), Duration.ofMinutes(1), 99, 100))
                .hasMessage("Cannot use tier x: its objective of completeness is 100.0, not a percentage above 0 and"
                        + " below 100");
    }

    @Test
    void aReceiverThatCannotBeReachedOrProvenIsAProblemThatShowsNoSecret() {
        assertThat(problems("""
                daemon:
                  alerts:
                    alertmanagers: ["http://a:9093", "http://user:secret@b:9093", "c:9093"]
                    sns: {topic: "arn:aws:sqs:eu-central-1:123456789012:alerts"}
                    webhook: {url: "https://hooks.example.com/t0ken"}
                """))
                .containsExactlyInAnyOrder(
                        "Cannot use daemon.alerts.alertmanagers[]: expected an http or https URL without a password in"
                                + " it",
                        "Cannot use daemon.alerts.alertmanagers[]: expected an http or https URL without a password in"
                                + " it",
                        "Cannot use daemon.alerts.sns.topic: expected the ARN of an SNS topic,"
                                + " arn:aws:sns:REGION:ACCOUNT:NAME, found"
                                + " 'arn:aws:sqs:eu-central-1:123456789012:alerts'",
                        "Cannot use daemon.alerts.webhook.url: 'secret' is missing");
        AlertsConfig alerts = load("daemon: {alerts: {webhook: {url: 'https://h.example/t0ken', secret: s3cret}}}")
                .daemon()
                .alerts();
        assertThat(alerts.toString()).contains("h.example").doesNotContain("t0ken", "s3cret");
    }

    private static FirnConfig load(String yaml) {
        return ConfigLoader.load(List.of(new ConfigSource("firn.yaml", CATALOG + yaml)), name -> null);
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> load(yaml)).problems().stream()
                .map(Problem::message)
                .toList();
    }
}
