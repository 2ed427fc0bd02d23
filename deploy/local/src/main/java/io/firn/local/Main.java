package io.firn.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the embedded stack: {@code up}. */
@Command(name = "firn", subcommands = UpCommand.class, mixinStandardHelpOptions = true)
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = new CommandLine(new Main()).execute(arguments);
        System.exit(code);
    }
}
