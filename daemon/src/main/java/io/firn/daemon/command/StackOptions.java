package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.client.StackFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stack a command talks to: {@code --address}, else {@code FIRN_ADDRESS}, else what {@code DIR/stack.json} says. */
final class StackOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Directory of the stack that `firn up` started (default: .firn).")
    private Path directory = Path.of(".firn");

    @Option(
            names = "--address",
            paramLabel = "URL",
            description = "Address of the daemon; also FIRN_ADDRESS, with FIRN_TOKEN for its token.")
    private @Nullable String address;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    DaemonClient client(Terminal terminal) {
        Optional<String> given = Optional.ofNullable(address).or(() -> terminal.variable("FIRN_ADDRESS"));
        Optional<String> token = terminal.variable("FIRN_TOKEN");
        if (given.isPresent()) {
            return new DaemonClient(uri(given.get()), token);
        }
        StackFile stack = StackFile.in(directory)
                .orElseThrow(() -> new CommandException(
                        ExitCode.TROUBLE,
                        "Cannot find a running stack: there is no stack.json in " + directory
                                + ". Start one with `firn up`, or name another with --dir or --address"));
        String daemon = stack.daemon()
                .orElseThrow(() -> new CommandException(
                        ExitCode.TROUBLE,
                        "Cannot find the daemon: " + directory.resolve("stack.json") + " does not name one"));
        return new DaemonClient(uri(daemon), token.or(stack::token));
    }

    /** Kafka's address where the stack names one. */
    Optional<String> kafka() {
        return StackFile.in(directory).flatMap(StackFile::kafka);
    }

    Path directory() {
        return directory;
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.WRONG_USE, "Cannot read address: '" + text + "' is not a URL");
        }
        throw new CommandException(
                ExitCode.WRONG_USE, "Cannot use address: '" + text + "' is not like http://127.0.0.1:8080");
    }
}
