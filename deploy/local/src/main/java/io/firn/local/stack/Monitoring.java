package io.firn.local.stack;

import io.firn.local.supervise.ChildSpec;
import io.firn.local.supervise.Readiness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prometheus and Alertmanager with this repository's rules, on loopback, their data in the stack's directory. They end
 * when the supervisor does, like the other processes, though they do not watch their standard input themselves.
 */
final class Monitoring {
    /**
     * The shell becomes the program; what it leaves behind ends it when the supervisor's end of the pipe is closed. In a
     * session of its own the program does not get the terminal's Ctrl-C, which is for the supervisor.
     */
    private static final String SHELL = """
            exec 3<&0
            (cat <&3; kill -TERM $$) >/dev/null 2>&1 &
            if command -v setsid >/dev/null; then exec setsid "$@" 3<&- </dev/null; fi
            exec "$@" 3<&- </dev/null""";

    /** What the daemon tells Alertmanager itself: rules for the same would tell it twice. */
    private static final String FINDINGS = "firn-findings.rules.yml";

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final MonitoringSetup setup;
    private final MonitoringPorts ports;
    private final StackDirectory directory;

    Monitoring(MonitoringSetup setup, MonitoringPorts ports, StackDirectory directory) {
        this.setup = setup;
        this.ports = ports;
        this.directory = directory;
    }

    ChildSpec alertmanager() throws StackException {
        Path data = prepare("alertmanager");
        Path configuration = setup.alerts().resolve("alertmanager.yml");
        List<String> command = command(setup.alertmanager());
        command.addAll(List.of(
                "--config.file=" + configuration,
                "--storage.path=" + data,
                "--web.listen-address=127.0.0.1:" + ports.alertmanager(),
                "--web.external-url=" + ports.alertmanagerAddress(),
                "--cluster.listen-address="));
        return child("alertmanager", command, ports.alertmanagerAddress());
    }

    /** @param daemon its address */
    ChildSpec prometheus(URI daemon) throws StackException {
        Path data = prepare("prometheus");
        Path configuration = directory.configuration().resolve("prometheus.yml");
        try {
            PrivateFile.write(configuration, configuration(daemon, ports, rules()));
        } catch (IOException e) {
            throw new StackException("Cannot write " + configuration + ": " + e, e);
        }
        List<String> command = command(setup.prometheus());
        command.addAll(List.of(
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + data,
                "--web.listen-address=127.0.0.1:" + ports.prometheus(),
                "--web.external-url=" + ports.prometheusAddress()));
        return child("prometheus", command, ports.prometheusAddress());
    }

    /** What Prometheus reads; job names are those of the rules and the dashboards. */
    static String configuration(URI daemon, MonitoringPorts ports, List<Path> rules) {
        StringBuilder files = new StringBuilder();
        rules.forEach(file ->
                files.append("  - '").append(file.toString().replace("'", "''")).append("'\n"));
        return """
                global:
                  scrape_interval: 5s
                  scrape_timeout: 5s
                  evaluation_interval: 5s
                rule_files:%s
                alerting:
                  alertmanagers:
                    - static_configs: [{targets: ["127.0.0.1:%d"]}]
                scrape_configs:
                  - job_name: firn-daemon
                    static_configs: [{targets: ["%s"]}]
                  - job_name: firn-pipeline
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(
                        rules.isEmpty() ? " []" : "\n" + files.toString().stripTrailing(),
                        ports.alertmanager(),
                        daemon.getAuthority(),
                        ports.flink());
    }

    private List<Path> rules() throws StackException {
        Path rules = setup.alerts().resolve("rules");
        try (Stream<Path> files = Files.list(rules)) {
            return files.filter(file -> file.toString().endsWith(".rules.yml"))
                    .filter(file -> !file.endsWith(FINDINGS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StackException("Cannot read the rules in " + rules + ": " + e, e);
        }
    }

    private Path prepare(String name) throws StackException {
        Path data = directory.monitoring(name);
        try {
            return Files.createDirectories(data);
        } catch (IOException e) {
            throw new StackException("Cannot use directory '" + data + "': " + e, e);
        }
    }

    private static List<String> command(Path program) {
        return new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "firn-monitoring", program.toString()));
    }

    private static ChildSpec child(String name, List<String> command, URI address) {
        return new ChildSpec(name, command, new Readiness.Health(address.resolve("/-/ready")), STOP_WITHIN);
    }
}
