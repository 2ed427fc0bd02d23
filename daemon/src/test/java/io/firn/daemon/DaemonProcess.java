package io.firn.daemon;

import io.firn.lake.process.ParentWatch;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A daemon in a process of its own, as it is run: it logs what it logs in production. It ends with this process. */
public final class DaemonProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Firn answers at (http://\\S+)");

    private final Process process;
    private final Path log;

    private DaemonProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param onClassPath which entries of this class path it has; it has none of the tests' */
    public static DaemonProcess start(
            Path config, Predicate<String> onClassPath, Map<String, String> environment, Path log) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .filter(onClassPath)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-D" + ParentWatch.PROPERTY + "=true",
                "-cp",
                classPath,
                "io.firn.daemon.Main",
                "daemon",
                "--config",
                config.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new DaemonProcess(builder.start(), log);
    }

    /** Where it answers, once it does. */
    public URI address() throws Exception {
        Eventually.holds(
                "the daemon answers", () -> !process.isAlive() || address(log()).isPresent());
        String log = log();
        return address(log).orElseThrow(() -> new AssertionError("the daemon ended: " + log));
    }

    private static Optional<URI> address(String log) {
        Matcher address = ADDRESS.matcher(log);
        return address.find() ? Optional.of(URI.create(address.group(1))) : Optional.empty();
    }

    /** All that it has printed. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
