package io.firn.local.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prometheus and Alertmanager as they are installed on this machine, and what they follow.
 *
 * @param alerts the directory that has {@code rules} and {@code alertmanager.yml}
 */
public record MonitoringSetup(Path prometheus, Path alertmanager, Path alerts) {
    public MonitoringSetup {
        alerts = alerts.toAbsolutePath().normalize();
    }

    /**
     * Looks for both.
     *
     * @param path directories, as the variable PATH has them
     * @throws StackException that says which packages to install
     */
    public static MonitoringSetup find(String path, Path alerts) throws StackException {
        List<String> missing = new ArrayList<>();
        Optional<Path> prometheus = find(path, List.of("prometheus"));
        // Debian and others call it differently.
        Optional<Path> alertmanager = find(path, List.of("prometheus-alertmanager", "alertmanager"));
        if (prometheus.isEmpty()) {
            missing.add("prometheus");
        }
        if (alertmanager.isEmpty()) {
            missing.add("prometheus-alertmanager");
        }
        if (!missing.isEmpty()) {
            throw new StackException("Cannot start with Prometheus: " + String.join(" and ", missing)
                    + (missing.size() == 1 ? " is" : " are") + " not installed; on Debian, apt-get install "
                    + String.join(" ", missing));
        }
        return new MonitoringSetup(prometheus.orElseThrow(), alertmanager.orElseThrow(), alerts);
    }

    private static Optional<Path> find(String path, List<String> names) {
        for (String name : names) {
            for (String directory : path.split(File.pathSeparator)) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }
}
