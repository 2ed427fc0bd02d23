package io.firn.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringTest {
    @TempDir
    Path directory;

    @Test
    void missingProgramsAreNamedWithTheirPackages() throws Exception {
        String path = directory + ":/nowhere";
        assertThatThrownBy(() -> MonitoringSetup.find(path, directory))
                .isInstanceOf(StackException.class)
                .hasMessage("Cannot start with Prometheus: prometheus and prometheus-alertmanager are not installed;"
                        + " on Debian, apt-get install prometheus prometheus-alertmanager");
        Path prometheus = program("prometheus");
        assertThatThrownBy(() -> MonitoringSetup.find(path, directory))
                .hasMessage("Cannot start with Prometheus: prometheus-alertmanager is not installed;"
                        + " on Debian, apt-get install prometheus-alertmanager");
        Path alertmanager = program("alertmanager");
        assertThat(MonitoringSetup.find(path, directory))
                .isEqualTo(new MonitoringSetup(prometheus, alertmanager, directory));
        Path debian = program("prometheus-alertmanager");
        assertThat(MonitoringSetup.find(path, directory).alertmanager()).isEqualTo(debian);
    }

    @Test
    void prometheusIsToldOfBothProcessesTheRulesAndAlertmanager() {
        assertThat(Monitoring.configuration(
                        URI.create("http://127.0.0.1:8383/"),
                        new MonitoringPorts(1, 2, 3),
                        List.of(Path.of("/home/o'neill/firn.rules.yml"))))
                .contains("""
                        rule_files:
                          - '/home/o''neill/firn.rules.yml'
                        alerting:
                          alertmanagers:
                            - static_configs: [{targets: ["127.0.0.1:2"]}]
                        """, """
                          - job_name: firn-daemon
                            static_configs: [{targets: ["127.0.0.1:8383"]}]
                          - job_name: firn-pipeline
                            static_configs: [{targets: ["127.0.0.1:3"]}]
                        """);
    }

    private Path program(String name) throws IOException {
        return Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
