package io.firn.daemon.command;

import io.firn.daemon.client.DaemonException;
import io.firn.lake.config.ConfigException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line: parses, calls a command, returns its exit code. */
@Command(
        name = "firn",
        mixinStandardHelpOptions = true,
        versionProvider = FirnVersion.class,
        description = "Lands Kafka events in Apache Iceberg tables and keeps those tables healthy.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Also: ./firn fault FAULT has the generator of the stack send faulty events.",
            "Exit codes: 0 fine, 1 something is wrong with the lake or a run failed, 2 wrong use."
        })
public final class FirnCommand {
    private FirnCommand() {}

    public static int execute(Terminal terminal, Clock clock, DaemonStarter starter, String... arguments) {
        CommandLine line = new CommandLine(new FirnCommand())
                .addSubcommand(new UpCommand(terminal))
                .addSubcommand(new SendCommand(terminal))
                .addSubcommand(new TablesCommand(terminal, clock))
                .addSubcommand(new ShowCommand(terminal, clock))
                .addSubcommand(new DiffCommand(terminal))
                .addSubcommand(new BisectCommand(terminal))
                .addSubcommand(new PlanCommand(terminal))
                .addSubcommand(new RunCommand(terminal, clock))
                .addSubcommand(new RunsCommand(terminal))
                .addSubcommand(new PauseCommand(terminal))
                .addSubcommand(new ResumeCommand(terminal))
                .addSubcommand(new CancelCommand(terminal))
                .addSubcommand(new UndoCommand(terminal))
                .addSubcommand(new ConsumersCommand(terminal))
                .addSubcommand(new CheckCommand(terminal, clock))
                .addSubcommand(new CommandLine(new AlertsCommand(terminal, clock))
                        .addSubcommand(new AlertsRenderCommand(terminal)))
                .addSubcommand(new LedgerCommand(terminal))
                .addSubcommand(new DaemonCommand(terminal, starter))
                .addSubcommand(new CheckConfigCommand(terminal))
                .addSubcommand(new HashTokenCommand(terminal));
        line.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .mixinStandardHelpOptions(true));
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler(onFailure(terminal));
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return ExitCode.WRONG_USE;
        }
        return line.execute(arguments);
    }

    private static IExecutionExceptionHandler onFailure(Terminal terminal) {
        return (failure, line, parsed) -> {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return ExitCode.TROUBLE;
            }
            terminal.err().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            if (failure instanceof CommandException command) {
                return command.exitCode();
            }
            if (failure instanceof DaemonException daemon) {
                return daemon.isWrongUse() ? ExitCode.WRONG_USE : ExitCode.TROUBLE;
            }
            return failure instanceof ConfigException ? ExitCode.WRONG_USE : ExitCode.TROUBLE;
        };
    }
}
