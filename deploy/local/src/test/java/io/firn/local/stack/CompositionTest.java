package io.firn.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.ConfigException;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.config.TokenHash;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompositionTest {
    @TempDir
    Path directory;

    @Test
    void theEmbeddedDefaultIsAWholeConfiguration() {
        Composition composition = compose(0);
        assertThat(composition.config().kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(composition.config().catalog().name()).isEqualTo("firn");
        assertThat(composition.config().daemon().port()).isEqualTo(8383);
        assertThat(composition.config().maintenance().pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(composition.config().maintenance().defaults().compaction().minInputFiles())
                .contains(5);
        assertThat(composition.config().pipeline().streams()).isEmpty();
        assertThat(composition.isEmbedded(Part.BROKER)).isTrue();
    }

    @Test
    void theGeneratorBringsItsStreams() {
        assertThat(compose(200).config().pipeline().streams())
                .extracting(StreamConfig::table)
                .containsExactly(
                        "trials.studies",
                        "trials.sites",
                        "trials.subjects",
                        "trials.vital_signs",
                        "trials.labs",
                        "trials.adverse_events");
    }

    @Test
    void theGeneratorBringsChecksOfItsTables() {
        QualityConfig quality = compose(200).config().quality();
        assertThat(quality.checks())
                .extracting(check -> check.table().pattern() + " " + check.name())
                .contains(
                        "trials.labs results_missing",
                        "trials.labs plausible_results",
                        "trials.vital_signs late_events",
                        "trials.vital_signs volume",
                        "trials.adverse_events schema");
        assertThat(compose(0).config().quality().checks()).isEmpty();
    }

    @Test
    void withPrometheusThePipelineShowsItsMetricsAndTheDaemonKnowsAlertmanager() throws Exception {
        MonitoringSetup programs =
                new MonitoringSetup(Path.of("prometheus"), Path.of("alertmanager"), Path.of("alerts"));
        Path own = file("pipeline: {flink: {web.cancel.enable: \"true\"}}");
        StackRequest request =
                new StackRequest(new StackDirectory(directory), List.of(own), 0, Duration.ZERO, Optional.of(programs));
        FirnConfig config = Composition.of(request, 9092, 8383, new MonitoringPorts(1, 2, 3), "token")
                .config();
        assertThat(config.pipeline().flink())
                .containsEntry("metrics.reporter.prometheus.port", "3")
                .containsEntry("web.cancel.enable", "true");
        assertThat(config.daemon().alerts().alertmanagers()).containsExactly(URI.create("http://127.0.0.1:2/"));
        assertThat(compose(0).config().pipeline().flink()).isEmpty();
    }

    @Test
    void ownFilesOverrideTheDefault() throws Exception {
        Path file = file("pipeline: {checkpoint-interval: 2s}");
        assertThat(compose(200, file).config().pipeline().checkpointInterval()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theHashOfAnOwnTokenTakesThePlaceOfTheEmbeddedToken() throws Exception {
        TokenHash hash = TokenHash.of("own");
        assertThat(compose(0).config().daemon().acceptedToken()).contains(TokenHash.of("token"));
        Path file = file("daemon: {token-hash: \"" + hash.text() + "\"}");
        assertThat(compose(0, file).config().daemon().acceptedToken()).contains(hash);
    }

    @Test
    void anOwnCatalogIsNotMixedWithTheEmbeddedOneNorFilledWithDemoData() throws Exception {
        Path file = file("catalog: {name: prod, properties: {type: glue, warehouse: \"s3://bucket/lake\"}}");
        Composition composition = compose(200, file);
        assertThat(composition.config().catalog().properties()).containsOnlyKeys("type", "warehouse");
        assertThat(composition.isEmbedded(Part.CATALOG)).isFalse();
        assertThat(composition.isEmbedded(Part.BROKER)).isTrue();
        assertThat(composition.runsGenerator(request(200, file))).isFalse();
        assertThat(composition.config().pipeline().streams()).isEmpty();
    }

    @Test
    void anOwnBrokerReplacesTheEmbeddedOne() throws Exception {
        Path file = file("kafka: {bootstrap-servers: \"kafka-1:9092\"}");
        assertThat(compose(200, file).isEmbedded(Part.BROKER)).isFalse();
    }

    @Test
    void allProblemsOfAllFilesAreReported() throws Exception {
        Path one = file("pipelin: {}\nmaintenance: {poll-interval: soon}\n");
        assertThatThrownBy(() -> compose(200, one))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(one + ":1:1")
                .hasMessageContaining(one + ":2:30");
        Path gone = directory.resolve("gone.yaml");
        Path away = directory.resolve("away.yaml");
        assertThatThrownBy(() -> compose(200, gone, away))
                .hasMessageContaining(gone.toString())
                .hasMessageContaining(away.toString());
    }

    @Test
    void layersAreForTheOwnersEyesOnly() throws Exception {
        List<Path> files = compose(200).write(directory.resolve("config"));
        assertThat(files).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))))
                .isEqualTo("rw-------");
    }

    private Composition compose(int rate, Path... files) {
        return Composition.of(request(rate, files), 9092, 8383, MonitoringPorts.PREFERRED, "token");
    }

    private StackRequest request(int rate, Path... files) {
        return new StackRequest(new StackDirectory(directory), List.of(files), rate, Duration.ZERO, Optional.empty());
    }

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("own.yaml"), text);
    }
}
