package io.firn.daemon.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "up",
        description = "Start the whole stack on this machine and keep it running: broker, pipeline, daemon, generator.",
        footer =
                "The `firn` launcher starts this command from another program; run `./firn up --help` for its options.")
final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @SuppressWarnings("unused")
    @Parameters(hidden = true, arity = "0..*")
    private List<String> rest = List.of();

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.err().println("Cannot start the stack from here: run ./firn up");
        return ExitCode.WRONG_USE;
    }
}
