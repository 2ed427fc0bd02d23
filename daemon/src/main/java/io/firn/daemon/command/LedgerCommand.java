package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.LedgerView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ledger",
        description =
                "Show the proof that every record of a table's topic is accounted for, or verify an exported one.")
final class LedgerCommand implements Callable<Integer> {
    /** The daemon's limit: a longer period is exported in parts. */
    private static final int MOST_ENTRIES = 20_000;

    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "namespace.table")
    private @Nullable String table;

    @Option(names = "--from", paramLabel = "TIME", description = "What was accounted for since: a date or an ISO time.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "And before that time.")
    private @Nullable String to;

    @Option(names = "--verify", paramLabel = "FILE", description = "Check what --json printed, without a daemon.")
    private @Nullable Path exported;

    LedgerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (exported != null) {
            return verify(exported);
        }
        if (table == null) {
            throw new CommandException(ExitCode.WRONG_USE, "Cannot show a ledger: name a TABLE, or a FILE to --verify");
        }
        String json = stack.client(terminal).get(path(table));
        LedgerView ledger = Json.read(json, LedgerView.class);
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            LedgerText.print(ledger, terminal.out());
        }
        if (ledger.entries().size() == MOST_ENTRIES) {
            terminal.err().println("There is more: go on with --from " + ledger.to());
        }
        boolean misses =
                ledger.missing().stream().anyMatch(missing -> missing.arrived().isEmpty());
        return misses || !ledger.intact() ? ExitCode.TROUBLE : ExitCode.FINE;
    }

    private String path(String name) {
        return DaemonClient.path("/api/v1/tables", name, "ledger") + "?entries=" + MOST_ENTRIES
                + parameter("from", from) + parameter("to", to);
    }

    private static String parameter(String name, @Nullable String time) {
        return time == null
                ? ""
                : "&" + name + "=" + DaemonClient.escape(instant(time).toString());
    }

    private static Instant instant(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new CommandException(
                    ExitCode.WRONG_USE,
                    "Cannot read time '" + text + "': it is neither like 2026-01-31 nor like 2026-01-31T12:00:00Z");
        }
    }

    private int verify(Path file) throws IOException {
        LedgerView ledger;
        try {
            ledger = Json.read(Files.readString(file), LedgerView.class);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.WRONG_USE, "Cannot verify " + file + ": it is not what `firn ledger TABLE --json` prints");
        }
        Optional<String> flaw = LedgerCheck.flaw(ledger);
        terminal.out()
                .println(flaw.map(why -> "Not intact: " + why + ".")
                        .orElse("Intact: " + ledger.entries().size() + " entries of " + ledger.table()
                                + " follow each other and add up; head " + ledger.head() + "."));
        return flaw.isPresent() ? ExitCode.TROUBLE : ExitCode.FINE;
    }
}
