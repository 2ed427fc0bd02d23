package io.firn.daemon.command;

import io.firn.lake.config.TokenHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "hash-token",
        description = {
            "Print the hash of a token, for daemon.token-hash.",
            "The token is read from standard input, so that neither the shell's history nor the process list shows it."
        })
final class HashTokenCommand implements Callable<Integer> {
    private static final int SHORTEST = 16;

    private final Terminal terminal;

    HashTokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String line = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        String token = line == null ? "" : line.strip();
        if (token.length() < SHORTEST) {
            throw new CommandException(
                    ExitCode.WRONG_USE,
                    "Cannot hash the token: it has fewer than " + SHORTEST
                            + " characters, which can be guessed from the hash. `openssl rand -hex 32` makes a good one");
        }
        terminal.out().println(TokenHash.of(token).text());
        return ExitCode.FINE;
    }
}
