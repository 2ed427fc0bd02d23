package io.firn.local.stack;

import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import java.util.Optional;
import java.util.function.Consumer;

/** What would be started: configuration checked, ports chosen, nothing begun. */
record StackPlan(Composition composition, int kafkaPort, MonitoringPorts monitoring, boolean runsGenerator) {
    /**
     * Finds every mistake in the configuration before anything happens.
     *
     * @throws io.firn.lake.config.ConfigException with all problems of all files
     */
    static void check(StackRequest request) {
        Composition.of(request, Ports.KAFKA, Ports.DAEMON, MonitoringPorts.PREFERRED, Token.random());
    }

    /** @throws StackException if a port that the configuration names is taken */
    static StackPlan of(StackRequest request, Optional<StackFile> before, Consumer<String> notes)
            throws StackException {
        Ports ports = new Ports(notes);
        String token =
                before.map(StackFile::token).filter(text -> !text.isEmpty()).orElseGet(Token::random);
        int kafkaWish = before.flatMap(StackFile::kafkaPort).orElse(Ports.KAFKA);
        int daemonWish = before.flatMap(StackFile::daemonPort).orElse(Ports.DAEMON);

        MonitoringPorts monitoring = monitoring(request, before, ports);
        Composition wished = Composition.of(request, kafkaWish, Ports.ANY, monitoring, token);
        int configured = wished.config().daemon().port();
        if (configured != Ports.ANY) {
            ports.require("the daemon", configured);
        }
        int kafkaPort = wished.isEmbedded(Part.BROKER) ? ports.preferred("Kafka", kafkaWish) : kafkaWish;
        Composition composition = Composition.of(request, kafkaPort, Ports.ANY, monitoring, token);
        if (configured == Ports.ANY) {
            composition = composition.with(daemonPort(ports.preferred("the daemon", daemonWish)));
        }
        return new StackPlan(composition, kafkaPort, monitoring, composition.runsGenerator(request));
    }

    private static MonitoringPorts monitoring(StackRequest request, Optional<StackFile> before, Ports ports)
            throws StackException {
        MonitoringPorts wish = MonitoringPorts.PREFERRED;
        if (request.monitoring().isEmpty()) {
            return wish;
        }
        return new MonitoringPorts(
                ports.preferred(
                        "Prometheus", before.flatMap(StackFile::prometheusPort).orElse(wish.prometheus())),
                ports.preferred(
                        "Alertmanager",
                        before.flatMap(StackFile::alertmanagerPort).orElse(wish.alertmanager())),
                ports.preferred("Flink's metrics", wish.flink()));
    }

    FirnConfig config() {
        return composition.config();
    }

    private static ConfigSource daemonPort(int port) {
        return new ConfigSource("(port of the daemon)", "daemon: {port: " + port + "}\n");
    }
}
