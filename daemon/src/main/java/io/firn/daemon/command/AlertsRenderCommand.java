package io.firn.daemon.command;

import io.firn.alerts.catalogue.Catalogue;
import io.firn.alerts.catalogue.CatalogueException;
import io.firn.alerts.catalogue.Thresholds;
import io.firn.alerts.render.Rendering;
import io.firn.lake.config.ConfigSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Write Prometheus' rules and CloudWatch's alarms with thresholds of your own.")
final class AlertsRenderCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--thresholds",
            paramLabel = "FILE",
            description = "Names and values of thresholds, see docs/operations/alerts.md; a later file counts more.")
    private List<Path> files = List.of();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the files are written.")
    private Path directory = Path.of("");

    @Option(
            names = "--time-scale",
            paramLabel = "FACTOR",
            description = "For trials only: times and windows become so much of what they are, 0.05 for example.")
    private double scale = 1;

    AlertsRenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Thresholds thresholds = Thresholds.load();
        try {
            for (Path file : files) {
                ConfigSource source = ConfigSource.file(file);
                thresholds = thresholds.with(source.name(), source.text());
            }
            thresholds = thresholds.scaled(scale);
        } catch (CatalogueException e) {
            throw new CommandException(ExitCode.WRONG_USE, String.valueOf(e.getMessage()));
        }
        Rendering.of(Catalogue.load(), thresholds).write(directory).forEach(file -> terminal.out()
                .println(file));
        return ExitCode.FINE;
    }
}
