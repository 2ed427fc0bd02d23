package io.firn.daemon.command;

import io.firn.daemon.view.Json;
import io.firn.lake.config.AlertsConfig;
import io.firn.lake.config.CloudWatchConfig;
import io.firn.lake.config.ConfigException;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Problem;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.config.TierConfig;
import io.firn.metrics.cloudwatch.CostEstimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "check-config", description = "Read configuration files as one and print every problem.")
final class CheckConfigCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Layers: a later file overrides an earlier one.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @SuppressWarnings("unused")
    @Option(names = "--dir", hidden = true, description = "Accepted as everywhere; a check needs no stack.")
    private Path directory = Path.of(".firn");

    CheckConfigCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            ConfigFiles.Layers layers = ConfigFiles.read(files);
            boolean embedded = !layers.haveCatalog(terminal);
            FirnConfig config = embedded ? layers.loadOverEmbeddedCatalog(terminal) : layers.load(terminal);
            if (json) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("ok", true);
                answer.put("problems", List.of());
                estimate(config)
                        .ifPresent(estimate -> answer.put(
                                "cloudWatch",
                                Map.of("metrics", estimate.metrics(), "dollarsAMonth", estimate.aMonth())));
                terminal.out().println(Json.write(answer));
            } else {
                print(config, embedded);
            }
            return ExitCode.FINE;
        } catch (ConfigException e) {
            print(e.problems());
            return ExitCode.WRONG_USE;
        }
    }

    private void print(List<Problem> problems) {
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ok", false);
            answer.put("problems", problems);
            terminal.out().println(Json.write(answer));
            return;
        }
        problems.forEach(problem -> terminal.err().println(problem));
        terminal.err().println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    }

    private void print(FirnConfig config, boolean embedded) {
        TextTable text = new TextTable("configuration", "fine")
                .row(
                        "catalog",
                        embedded
                                ? "not set: `firn up` brings its own"
                                : config.catalog().name())
                .row("kafka", config.kafka().bootstrapServers())
                .row("maintenance", maintenance(config))
                .row(
                        "daemon",
                        config.daemon().bindAddress() + ":" + config.daemon().port())
                .row(
                        "cloudwatch",
                        estimate(config)
                                .map(estimate -> estimate.lines().get(0))
                                .orElse("off"));
        estimate(config).stream()
                .flatMap(estimate -> estimate.lines().stream().skip(1))
                .forEach(line -> text.row("", line));
        text.row("tiers", config.tiers().all().stream().map(TierConfig::name).collect(Collectors.joining(", ")));
        text.row("alerts", receivers(config.daemon().alerts()));
        text.row("streams", String.valueOf(config.pipeline().streams().size()));
        for (StreamConfig stream : config.pipeline().streams()) {
            text.row(
                    "",
                    stream.topic() + " -> " + stream.table() + " ("
                            + stream.mode().name().toLowerCase(Locale.ROOT) + ")");
        }
        text.print(terminal.out());
    }

    private static String receivers(AlertsConfig alerts) {
        List<String> receivers = new ArrayList<>();
        alerts.alertmanagers().forEach(url -> receivers.add("alertmanager " + url));
        alerts.sns().ifPresent(topic -> receivers.add("sns " + topic.name()));
        alerts.webhook()
                .ifPresent(webhook -> receivers.add("webhook " + webhook.url().getHost()));
        return receivers.isEmpty() ? "nobody to tell" : String.join(", ", receivers);
    }

    private static Optional<CostEstimate> estimate(FirnConfig config) {
        CloudWatchConfig cloudWatch = config.daemon().cloudWatch();
        return cloudWatch.enabled() ? Optional.of(CostEstimate.of(cloudWatch, config.pipeline())) : Optional.empty();
    }

    private static String maintenance(FirnConfig config) {
        if (!config.maintenance().enabled()) {
            return "disabled";
        }
        int policies = config.maintenance().policies().size();
        return "every "
                + config.maintenance().pollInterval().toString().substring(2).toLowerCase(Locale.ROOT) + ", "
                + (policies == 1 ? "1 policy" : policies + " policies");
    }
}
