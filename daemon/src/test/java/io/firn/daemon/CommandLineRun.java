package io.firn.daemon;

import io.firn.daemon.command.FirnCommand;
import io.firn.daemon.command.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** A command line as a shell would have run it. */
public record CommandLineRun(int exitCode, String out, String err) {

    public static CommandLineRun of(Map<String, String> environment, String... arguments) {
        return of(environment, new byte[0], arguments);
    }

    public static CommandLineRun of(Map<String, String> environment, byte[] input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment::get,
                false);
        int exitCode = FirnCommand.execute(
                terminal,
                Clock.systemUTC(),
                config -> {
                    throw new IllegalStateException("Cannot start a daemon here: this is a test of the command line");
                },
                arguments);
        return new CommandLineRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
