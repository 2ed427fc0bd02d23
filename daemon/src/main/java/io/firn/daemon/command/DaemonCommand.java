package io.firn.daemon.command;

import io.firn.lake.config.FirnConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "daemon", description = "Keep the tables of a catalog healthy, until it is told to stop.")
final class DaemonCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final DaemonStarter starter;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration; repeat it for layers, later ones override earlier ones.")
    private List<Path> files = List.of();

    @SuppressWarnings("unused")
    @Option(names = "--dir", hidden = true, description = "Accepted as everywhere; the configuration says it all.")
    private Path directory = Path.of(".firn");

    DaemonCommand(Terminal terminal, DaemonStarter starter) {
        this.terminal = terminal;
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        FirnConfig config = ConfigFiles.read(files).load(terminal);
        RunningDaemon daemon = starter.start(config);
        StopSignal.handle(daemon::close);
        // For whoever ends the process otherwise, as a supervisor that has died does.
        Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "last-stop"));
        daemon.awaitClosed();
        return ExitCode.FINE;
    }
}
