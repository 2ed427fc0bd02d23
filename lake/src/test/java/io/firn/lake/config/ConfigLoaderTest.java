package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firn.lake.config.PolicyConfig.Compaction;
import io.firn.lake.config.StreamConfig.Declared;
import io.firn.lake.config.StreamConfig.Evolve;
import io.firn.lake.config.StreamConfig.Mode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final String CATALOG = """
            catalog:
              name: firn
              properties: {type: jdbc, uri: "jdbc:sqlite:x"}
            """;

    @TempDir
    private Path directory;

    @Test
    void everythingButTheCatalogHasADefault() {
        FirnConfig config = load(CATALOG);

        assertThat(config.catalog())
                .isEqualTo(new CatalogConfig("firn", Map.of("type", "jdbc", "uri", "jdbc:sqlite:x")));
        assertThat(config.kafka()).isEqualTo(new KafkaConfig("127.0.0.1:9092", Map.of()));
        assertThat(config.pipeline())
                .isEqualTo(new PipelineConfig(
                        "firn",
                        Duration.ofSeconds(10),
                        Path.of(".firn/checkpoints").toAbsolutePath().toUri(),
                        1,
                        DataSize.megabytes(1),
                        1000,
                        Map.of(),
                        List.of()));
        assertThat(config.daemon())
                .isEqualTo(new DaemonConfig(
                        "127.0.0.1",
                        8383,
                        Optional.empty(),
                        Optional.empty(),
                        "jdbc:h2:file:./.firn/daemon;WRITE_DELAY=0",
                        Optional.empty(),
                        Optional.empty(),
                        new LagConfig(Duration.ofSeconds(10), List.of()),
                        Optional.empty(),
                        new MetricsConfig(20_000, false),
                        new CloudWatchConfig(
                                false,
                                "Firn",
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofMinutes(1),
                                List.of(),
                                List.of(),
                                500,
                                new BigDecimal("0.30")),
                        new AlertsConfig(
                                List.of(),
                                Duration.ofMinutes(1),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
        assertThat(config.tiers())
                .isEqualTo(new Tiers(
                        List.of(new TierConfig("default", List.of(new Glob("*")), Duration.ofMinutes(5), 99, 99.9))));
        assertThat(config.maintenance().enabled()).isTrue();
        assertThat(config.maintenance().pollInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maintenance().concurrency()).isEqualTo(1);
        assertThat(config.maintenance().policies()).isEmpty();
    }

    @Test
    void theMaintenanceDefaultsAreComplete() {
        PolicyConfig defaults = load(CATALOG).maintenance().defaults();

        assertThat(defaults)
                .isEqualTo(new PolicyConfig(
                        "*",
                        new Compaction(
                                Optional.of(true),
                                Optional.of(5),
                                Optional.of(DataSize.megabytes(128)),
                                Optional.of(0.3),
                                Optional.of(CompactionStrategy.BIN_PACK),
                                Optional.of(Verification.COUNTS),
                                Optional.empty()),
                        new PolicyConfig.Snapshots(
                                Optional.of(true),
                                Optional.of(Duration.ofDays(5)),
                                Optional.of(5),
                                List.of(),
                                List.of(),
                                Optional.of(false),
                                Optional.of(Duration.ofDays(7)),
                                Optional.empty()),
                        new PolicyConfig.Manifests(
                                Optional.of(true),
                                Optional.of(100),
                                Optional.of(DataSize.megabytes(8)),
                                Optional.empty()),
                        new PolicyConfig.DeleteFiles(Optional.of(true), Optional.of(5), Optional.empty()),
                        new PolicyConfig.Orphans(
                                Optional.of(true),
                                Optional.of(Duration.ofDays(3)),
                                Optional.of(Duration.ofDays(1)),
                                Optional.of(Duration.ofDays(7)),
                                Optional.of(0.2),
                                Optional.empty(),
                                Optional.empty()),
                        List.of()));
    }

    @Test
    void readsEveryKindOfValue() {
        FirnConfig config = load(CATALOG, """
                pipeline:
                  checkpoint-interval: 250ms
                  checkpoint-directory: s3://bucket/checkpoints
                  flink: {state.backend.type: rocksdb, taskmanager.numberOfTaskSlots: 4}
                  streams:
                    - topic: labs
                      table: trials.labs
                      key: [SUBJECT, SEQ]
                      mode: upsert
                      partition: ["bucket( 16, SUBJECT )"]
                      event-time: TAKEN
                      table-properties: {write.parquet.compression-codec: gzip}
                      columns:
                        - {name: SUBJECT, type: string, required: true, pattern: "S[0-9]+"}
                        - {name: SEQ, type: int, one-of: [1, 2]}
                        - {name: TAKEN, type: timestamptz}
                        - {name: RESULT, type: "decimal(10,2)", range: {min: 0, max: 99.5}}
                maintenance:
                  policies:
                    - {match: "trials.*", snapshots: {keep-for: 7d, retired-writers: [abc], cron: "0 0 3 ? * MON-FRI"}}
                """);

        assertThat(config.pipeline().checkpointInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.pipeline().checkpointDirectory()).hasToString("s3://bucket/checkpoints");
        assertThat(config.pipeline().flink())
                .containsOnly(
                        Map.entry("state.backend.type", "rocksdb"), Map.entry("taskmanager.numberOfTaskSlots", "4"));
        StreamConfig stream = config.pipeline().streams().get(0);
        assertThat(stream.key()).containsExactly("SUBJECT", "SEQ");
        assertThat(stream.mode()).isEqualTo(Mode.UPSERT);
        assertThat(stream.partition()).containsExactly("bucket(16, SUBJECT)");
        assertThat(stream.eventTime()).hasValue("TAKEN");
        List<ColumnConfig> columns = ((Declared) stream.columns()).columns();
        assertThat(columns)
                .extracting(ColumnConfig::type)
                .containsExactly("string", "int", "timestamptz", "decimal(10,2)");
        assertThat(columns).extracting(ColumnConfig::required).containsExactly(true, false, false, false);
        assertThat(columns.get(0).rules().get(0)).hasToString("Matches[pattern=S[0-9]+]");
        assertThat(columns.get(1).rules()).containsExactly(new Rule.OneOf(List.of("1", "2")));
        assertThat(columns.get(3).rules())
                .containsExactly(new Rule.Range(Optional.of(BigDecimal.ZERO), Optional.of(new BigDecimal("99.5"))));
        PolicyConfig policy = config.maintenance().policies().get(0);
        assertThat(policy.compaction().enabled()).isEmpty();
        assertThat(policy.snapshots().keepFor()).hasValue(Duration.ofDays(7));
        assertThat(policy.snapshots().retiredWriters()).containsExactly("abc");
        assertThat(policy.snapshots().cron()).hasValue("0 0 3 ? * MON-FRI");
    }

    @Test
    void laterLayersOverrideAndStreamsAddUp() {
        FirnConfig config = load(CATALOG, """
                pipeline:
                  parallelism: 2
                  streams: [{topic: a, table: n.a}, {topic: b, table: n.b}]
                maintenance: {policies: [{match: "n.*"}]}
                """, """
                catalog: {properties: {uri: "jdbc:sqlite:y"}}
                pipeline:
                  streams: [{topic: b, table: n.other, key: [k]}, {topic: c, table: n.c, columns: evolve}]
                maintenance: {policies: [{match: "n.a"}]}
                kafka:
                """);

        assertThat(config.catalog().properties()).isEqualTo(Map.of("type", "jdbc", "uri", "jdbc:sqlite:y"));
        assertThat(config.pipeline().parallelism()).isEqualTo(2);
        assertThat(config.pipeline().streams())
                .extracting(StreamConfig::table)
                .containsExactly("n.a", "n.other", "n.c");
        assertThat(config.pipeline().streams().get(2).columns()).isEqualTo(new Evolve());
        assertThat(config.maintenance().policies())
                .extracting(PolicyConfig::match)
                .containsExactly("n.*", "n.a");
    }

    @Test
    void reportsAllProblemsOfAllLayersAtOnceWithTheirPlaces() {
        List<Problem> problems = problems("""
                catalog: {name: firn}
                pipeline:
                  parallelism: 0
                  checkpoint-interval: 10
                maintenance:
                  polcies: []
                  defaults: {compaction: {max-delete-ratio: 1.5}}
                """, """
                daemon: {port: 70000, port: 1}
                pipeline:
                  max-columns: [1]
                  streams:
                    - {topic: a}
                    - text
                """);

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "0.yaml:1:10: Cannot use catalog: 'properties' is missing",
                        "0.yaml:3:16: Cannot use pipeline.parallelism: expected a whole number of at least 1, found '0'",
                        "0.yaml:4:24: Cannot use pipeline.checkpoint-interval: expected a duration such as 250ms, 10s, 5m,"
                                + " 1h or 7d of at least 100ms, found '10'",
                        "0.yaml:6:3: unknown key 'polcies'; did you mean 'policies'?",
                        "0.yaml:7:45: Cannot use maintenance.defaults.compaction.max-delete-ratio: expected a number from 0"
                                + " to 1, found '1.5'",
                        "1.yaml:1:16: Cannot use daemon.port: expected a whole number from 0 to 65535, found '70000'",
                        "1.yaml:1:23: duplicate key 'port'; the first one is in line 1",
                        "1.yaml:3:16: Cannot use pipeline.max-columns: expected a whole number of at least 1, found a list",
                        "1.yaml:5:7: Cannot use pipeline.streams[]: 'table' is missing",
                        "1.yaml:6:7: Cannot use pipeline.streams[]: expected a mapping, found a single value");
    }

    @Test
    void theMessageHoldsEveryProblemOnALineOfItsOwn() {
        ConfigException failure = failure("catalog: {nam: x, properties: {type: jdbc}}");

        assertThat(failure)
                .hasMessage("0.yaml:1:10: Cannot use catalog: 'name' is missing\n"
                        + "0.yaml:1:11: unknown key 'nam'; did you mean 'name'?");
    }

    @Test
    void aMissingCatalogIsAProblemOfTheWhole() {
        assertThat(failure("")).hasMessageContaining("0.yaml: Cannot use catalog: 'name' is missing");
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(List.of(), name -> null)))
                .hasMessageContaining("configuration: Cannot use catalog: 'name' is missing");
    }

    @Test
    void malformedYamlIsAProblemWithItsPlaceThatDoesNotQuoteTheText() {
        assertThat(failure(CATALOG + "daemon: {token: hunter2\nport: 'x\n").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isGreaterThan(3);
                    assertThat(problem.message())
                            .startsWith("Cannot read YAML: ")
                            .doesNotContain("hunter2");
                });
    }

    @Test
    void aliasesAreSharedAndCannotExplodeOrRecurse() {
        StringBuilder bomb = new StringBuilder(CATALOG).append("a0: &a0 [x, x]\n");
        for (int i = 1; i <= 24; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(problems(bomb.toString())).hasSize(25).allMatch(problem -> problem.message()
                .startsWith("unknown key"));
        assertThat(problems(CATALOG + "kafka: &k {properties: *k}"))
                .extracting(Problem::message)
                .contains("Cannot read YAML: an alias refers to what contains it");
    }

    @Test
    void resolvesVariablesAndFilesAnywhereInAValue() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "  s3cret\n");
        String yaml = CATALOG + "kafka: {bootstrap-servers: \"${HOST}:${PORT}\", properties: {a: \"$${b} $c\"}}\n"
                + "daemon: {token: \"${file:" + token + "}\", database: {password: \"${PASSWORD}!\"}}\n";
        Map<String, String> environment = Map.of("HOST", "h", "PORT", "9", "PASSWORD", "${HOST}");

        FirnConfig config = ConfigLoader.load(List.of(new ConfigSource("f", yaml)), environment::get);

        assertThat(config.kafka()).isEqualTo(new KafkaConfig("h:9", Map.of("a", "${b} $c")));
        assertThat(config.daemon().token()).hasValue(new Secret("s3cret"));
        assertThat(config.daemon().databasePassword()).hasValue(new Secret("${HOST}!"));
    }

    @Test
    void anUnsetVariableAndAnUnreadableFileAreProblemsThatNameThem() {
        assertThat(problems(CATALOG + """
                                daemon: {token: "${file:/does/not/exist}", port: "${PORT}", bind-address: "${open"}
                                kafka: {properties: {a: "${1}"}}
                                """))
                .extracting(Problem::message)
                .containsExactly(
                        "Cannot resolve ${file:/does/not/exist}: no such file",
                        "Cannot resolve ${PORT}: the environment variable is not set",
                        "Cannot resolve a reference: '${' has no '}' (write '$${' for the text)",
                        "Cannot resolve ${1}: expected the name of an environment variable, or file: and a path");
    }

    @Test
    void aReferenceThatALaterLayerReplacesIsNeverResolved() {
        assertThat(load(CATALOG, "daemon: {port: \"${UNSET}\"}", "daemon: {port: 1}")
                        .daemon()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void noProblemShowsWhatAReferenceOrASecretHolds() {
        String yaml = CATALOG + """
                pipeline: {parallelism: "${SECRET}", streams: [{topic: "${SECRET}", table: "${SECRET}", partition: ["${SECRET}"],
                  columns: [{name: a, type: "${SECRET}"}, {name: b, type: string, pattern: "${SECRET}"}]}]}
                daemon: {token: [hunter2], database: {url: "mysql://u:hunter2@h", password: {a: hunter2}}}
                kafka: {properties: {password: [hunter2]}}
                maintenance: {enabled: "${SECRET}"}
                """;

        ConfigException failure = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.load(List.of(new ConfigSource("f", yaml)), name -> "hunter2 (*"));

        assertThat(failure.problems()).hasSize(11);
        assertThat(failure).hasMessageNotContaining("hunter2");
    }

    @Test
    void aLoadedConfigurationPrintsNoCredential() {
        FirnConfig config = load("""
                catalog: {name: firn, properties: {type: jdbc, jdbc.password: hunter2}}
                kafka: {properties: {sasl.jaas.config: hunter2}}
                daemon: {token: hunter2, database: {password: hunter2}}
                """);

        assertThat(config.toString())
                .contains("jdbc.password", "sasl.jaas.config")
                .doesNotContain("hunter2");
    }

    @Test
    void aMissingConfigurationFileIsNamed() {
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> ConfigSource.file(directory.resolve("no.yaml")));

        assertThat(failure).hasMessage(directory.resolve("no.yaml") + ": Cannot read configuration: no such file");
    }

    private static FirnConfig load(String... layers) {
        return ConfigLoader.load(sources(layers), name -> null);
    }

    private static List<Problem> problems(String... layers) {
        return failure(layers).problems();
    }

    private static ConfigException failure(String... layers) {
        return catchThrowableOfType(ConfigException.class, () -> load(layers));
    }

    private static List<ConfigSource> sources(String... layers) {
        List<ConfigSource> sources = new ArrayList<>();
        for (String layer : layers) {
            sources.add(new ConfigSource(sources.size() + ".yaml", layer));
        }
        return sources;
    }
}
