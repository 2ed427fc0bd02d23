package io.firn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** As much of deploy/compose as can be told without an engine that runs containers. */
class ComposeTest {
    private static final Path COMPOSE = Path.of("..", "compose");

    @Test
    void everyServiceHasAPinnedImageMountsWhatExistsAndListensOnLoopback() throws IOException {
        Map<?, ?> services = (Map<?, ?>) ((Map<?, ?>) yaml("compose.yaml")).get("services");
        assertThat(services.keySet().stream().map(String::valueOf))
                .contains("kafka", "minio", "pipeline", "daemon", "prometheus", "alertmanager", "grafana");
        services.forEach((name, service) -> {
            Map<Object, Object> fields = new HashMap<>();
            // What Compose merges: a service has it too.
            if (((Map<?, ?>) service).get("<<") instanceof Map<?, ?> common) {
                fields.putAll(common);
            }
            fields.putAll((Map<?, ?>) service);
            assertThat(String.valueOf(fields.get("image"))).as("%s", name).matches("[a-z/]+:(?!latest).+");
            for (String port : texts(fields.get("ports"))) {
                assertThat(port).as("%s", name).startsWith("127.0.0.1:");
            }
            for (String volume : texts(fields.get("volumes"))) {
                if (volume.startsWith(".")) {
                    assertThat(COMPOSE.resolve(volume.substring(0, volume.indexOf(':'))))
                            .as("%s", name)
                            .exists();
                }
            }
        });
    }

    @Test
    void firnAcceptsItsConfigurationThere() throws IOException {
        FirnConfig config = ConfigLoader.load(
                List.of(ConfigSource.file(COMPOSE.resolve("firn.yaml"))),
                variable -> variable.equals("FIRN_TOKEN") ? "secret" : null);
        assertThat(config.pipeline().flink())
                .containsEntry(
                        "metrics.reporter.prometheus.factory.class",
                        "io.firn.pipeline.metrics.PrometheusReporterFactory");
        assertThat(config.daemon().port()).isEqualTo(8383);
    }

    @Test
    void prometheusAcceptsItsConfigurationThere() throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder(
                            "promtool", "check", "config", "--syntax-only", COMPOSE.resolve("prometheus.yml") + "")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            String reason = "Prometheus' configuration was not checked: promtool is not installed (Debian: prometheus)";
            System.out.println(reason);
            assertThat(System.getenv("CI")).as(reason).isNull();
            abort(reason);
            return;
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static Object yaml(String name) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(COMPOSE.resolve(name)));
    }

    private static List<String> texts(Object list) {
        List<String> texts = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }
}
