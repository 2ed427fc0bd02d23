package io.firn.daemon;

import io.firn.daemon.command.FirnCommand;
import io.firn.daemon.command.Terminal;
import io.firn.lake.process.ParentWatch;
import java.time.Clock;
import java.util.Arrays;

/** The program: {@code firn COMMAND}. */
public final class Main {
    private Main() {}

    @SuppressWarnings("SystemConsoleNull")
    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        if (!Arrays.asList(arguments).contains("daemon")) {
            // A client prints what it has to say itself, and starts faster without a logger.
            System.setProperty("slf4j.internal.verbosity", "WARN");
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        }
        Clock clock = Clock.systemUTC();
        // Before Java 22 there is no console where output is redirected.
        boolean interactive = System.console() != null;
        Terminal terminal = new Terminal(System.in, System.out, System.err, System::getenv, interactive);
        System.exit(FirnCommand.execute(terminal, clock, config -> Daemon.start(config, clock), arguments));
    }
}
