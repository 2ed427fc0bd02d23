package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DaemonConfigTest {
    private static final String CATALOG = """
            catalog:
              name: firn
              properties: {type: jdbc, uri: "jdbc:sqlite:x"}
            """;

    @Test
    void aTokenIsConfiguredAsItselfOrAsItsHashButNotBoth() {
        String hash = "sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"; // of "secret"
        Optional<TokenHash> fromHash = ConfigLoader.load(
                        List.of(new ConfigSource("f", CATALOG + "daemon: {token-hash: '" + hash + "'}")), x -> null)
                .daemon()
                .acceptedToken();
        Optional<TokenHash> fromToken = ConfigLoader.load(
                        List.of(new ConfigSource("f", CATALOG + "daemon: {token: secret}")), x -> null)
                .daemon()
                .withTokenHashed()
                .acceptedToken();
        assertThat(fromHash).isEqualTo(fromToken).hasValueSatisfying(token -> {
            assertThat(token.matches("secret")).isTrue();
            assertThat(token.matches("Secret")).isFalse();
            assertThat(token).hasToString("***");
        });
        assertThat(problems(CATALOG + "daemon: {token: secret, token-hash: '" + hash + "'}"))
                .extracting(Problem::message)
                .containsExactly("Cannot use daemon.token-hash: daemon.token is configured as well");
        assertThat(problems(CATALOG + "daemon: {token-hash: secret}"))
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("expected sha256: and 64 hexadecimal digits")
                .doesNotContain("secret");
    }

    @Test
    void anEmptyTokenIsRefused() {
        assertThat(problems(CATALOG + "daemon: {token: \" \"}"))
                .extracting(Problem::message)
                .containsExactly("Cannot use daemon.token: expected text that is not empty");
    }

    @Test
    void whatCloudWatchWouldRefuseIsAProblem() {
        ConfigException refused = failure(CATALOG + """
                daemon:
                  cloudwatch: {namespace: AWS/Firn, region: Europe, endpoint: "cloud", step: 1500ms, most-metrics: 0}
                """);
        assertThat(refused)
                .hasMessageContainingAll(
                        "Cannot use daemon.cloudwatch.namespace",
                        "Cannot use daemon.cloudwatch.region: expected an AWS region, found 'Europe'",
                        "Cannot use daemon.cloudwatch.endpoint",
                        "Cannot use daemon.cloudwatch.step: CloudWatch knows whole seconds only",
                        "Cannot use daemon.cloudwatch.most-metrics");
        CloudWatchConfig config = load(CATALOG + """
                        daemon:
                          cloudwatch: {enabled: true, step: 10s, tier-1: ["trials.*"]}
                        """).daemon().cloudWatch();
        assertThat(config.isTierOne("trials.visits")).isTrue();
        assertThat(config.isTierOne("other.visits")).isFalse();
    }

    @Test
    void h2MustNotDelayItsWrites() {
        assertThat(problems(CATALOG + "daemon: {database: {url: \"jdbc:h2:file:./x\"}}"))
                .extracting(Problem::message)
                .containsExactly(
                        "Cannot use daemon.database.url: H2 loses acknowledged commits without ;WRITE_DELAY=0");
    }

    private static FirnConfig load(String yaml) {
        return ConfigLoader.load(List.of(new ConfigSource("firn.yaml", yaml)), name -> null);
    }

    private static ConfigException failure(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> load(yaml));
    }

    private static List<Problem> problems(String yaml) {
        return failure(yaml).problems();
    }
}
