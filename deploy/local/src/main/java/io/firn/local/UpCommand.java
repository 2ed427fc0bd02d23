package io.firn.local;

import io.firn.lake.config.ConfigException;
import io.firn.lake.process.ParentWatch;
import io.firn.local.stack.Addresses;
import io.firn.local.stack.ModuleClassPath;
import io.firn.local.stack.MonitoringSetup;
import io.firn.local.stack.Stack;
import io.firn.local.stack.StackDirectory;
import io.firn.local.stack.StackException;
import io.firn.local.stack.StackRequest;
import io.firn.local.supervise.Narrator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firn up}: runs the whole stack on this machine until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Starts Kafka, the pipeline, the daemon and a generator of events on this machine; Ctrl-C stops it.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:stopped", "1:it could not start", "2:wrong use or wrong configuration"})
final class UpCommand implements Callable<Integer> {
    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    /** Read by the pipeline, which inherits it. */
    private static final String FAIL_POINT = "FIRN_FAIL_POINT";

    @Option(names = "--dir", defaultValue = ".firn", description = "Where its data is (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".firn");

    @Option(
            names = "--config",
            description = "A file with what differs from the embedded default; later ones override earlier ones.")
    private List<Path> configurations = new ArrayList<>();

    @Option(names = "--no-generator", description = "Do not generate events.")
    private boolean withoutGenerator;

    @Option(names = "--rate", defaultValue = "200", description = "Events a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--day",
            defaultValue = "0s",
            description = "The rate goes up and down, as by day and night, once in so long: 24h, 10m.")
    private Duration day = Duration.ZERO;

    @Option(
            names = "--with-prometheus",
            description = "Also start Prometheus and Alertmanager, which must be installed, with Firn's alerts.")
    private boolean withPrometheus;

    @Option(
            names = "--alerts",
            description = "Take rules/ and alertmanager.yml from here instead; implies --with-prometheus.")
    private Optional<Path> alerts = Optional.empty();

    @Option(names = "--json", description = "Print the addresses as one JSON object, and all else to standard error.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        ParentWatch.startIfAsked();
        Narrator narrator = new Narrator(json ? System.err : System.out);
        long begun = System.nanoTime();
        try {
            String failPoint = System.getenv().getOrDefault(FAIL_POINT, "");
            if (!failPoint.isEmpty()) {
                narrator.say(FAIL_POINT + " is set: the pipeline loses records on purpose (" + failPoint + ")");
            }
            ModuleClassPath modules = ModuleClassPath.fromLauncher();
            Optional<MonitoringSetup> monitoring = withPrometheus || alerts.isPresent()
                    ? Optional.of(MonitoringSetup.find(
                            System.getenv().getOrDefault("PATH", ""),
                            alerts.orElse(modules.home().resolve("alerts"))))
                    : Optional.empty();
            StackRequest request = new StackRequest(
                    new StackDirectory(directory), configurations, withoutGenerator ? 0 : rate, day, monitoring);
            Stack stack = new Stack(request, modules, narrator);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndEnd(stack, narrator), "stop"));
            run(stack, narrator, begun);
            return STOPPED;
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (StackException e) {
            System.err.println(e.getMessage());
            return FAILED;
        }
    }

    private void run(Stack stack, Narrator narrator, long begun) throws StackException, InterruptedException {
        try {
            Addresses addresses = stack.start();
            if (!stack.isStopping()) {
                announce(addresses, narrator, Duration.ofNanos(System.nanoTime() - begun));
            }
        } catch (StackException | RuntimeException e) {
            stack.stop();
            throw e;
        } catch (InterruptedException e) {
            if (!stack.isStopping()) {
                throw e;
            }
        }
        // Until a signal starts the shutdown hook, which ends the process.
        new CountDownLatch(1).await();
    }

    private void announce(Addresses addresses, Narrator narrator, Duration taken) {
        String seconds = "%.1f".formatted(taken.toMillis() / 1_000.0);
        if (json) {
            System.out.printf(
                    "{\"page\": \"%s\", \"metrics\": \"%s\", \"kafka\": \"%s\",%s \"seconds\": %s}%n",
                    addresses.page(),
                    addresses.metrics(),
                    addresses.kafka(),
                    monitoring(addresses, " \"%s\": \"%s\",", "prometheus", "alertmanager"),
                    seconds);
            System.out.flush();
        }
        narrator.say("""

                Firn is ready after %s s.
                  status page  %s
                  metrics      %s
                  Kafka        %s
                %s  data, logs   %s
                Ctrl-C stops it.""".formatted(
                        seconds,
                        addresses.page(),
                        addresses.metrics(),
                        addresses.kafka(),
                        monitoring(addresses, "  %-12s %s\n", "Prometheus", "Alertmanager"),
                        directory.toAbsolutePath().normalize()));
    }

    /** A line for each of them that runs, by what it is called there. */
    private static String monitoring(Addresses addresses, String format, String prometheus, String alertmanager) {
        StringBuilder text = new StringBuilder();
        addresses.prometheus().ifPresent(address -> text.append(format.formatted(prometheus, address)));
        addresses.alertmanager().ifPresent(address -> text.append(format.formatted(alertmanager, address)));
        return text.toString();
    }

    /** After a signal: everything in order, then the end. After a start that failed there is nothing left to stop. */
    private static void stopAndEnd(Stack stack, Narrator narrator) {
        if (stack.isStopping() || !stack.hasBegun()) {
            return;
        }
        narrator.say("Stopping");
        long begun = System.nanoTime();
        try {
            stack.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Runtime.getRuntime().halt(FAILED);
        }
        narrator.say("Stopped after %.1f s".formatted((System.nanoTime() - begun) / 1e9));
        Runtime.getRuntime().halt(STOPPED);
    }
}
