package io.firn.local;

import io.firn.lake.config.Durations;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the embedded stack: {@code up} and {@code fault}. */
@Command(
        name = "firn",
        subcommands = {UpCommand.class, FaultCommand.class},
        mixinStandardHelpOptions = true)
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = new CommandLine(new Main())
                .registerConverter(Duration.class, Durations::parse)
                .execute(arguments);
        System.exit(code);
    }
}
