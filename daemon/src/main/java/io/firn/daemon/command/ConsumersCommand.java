package io.firn.daemon.command;

import io.firn.daemon.client.DaemonClient;
import io.firn.daemon.view.ConsumerRequest;
import io.firn.daemon.view.ConsumerView;
import io.firn.daemon.view.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "consumers", description = "List the streaming readers of a table; register, renew or remove one.")
final class ConsumersCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(paramLabel = "TABLE", description = "namespace.table")
    private String table = "";

    @ArgGroup
    private @Nullable Change change;

    /** One of the two. */
    private static final class Change {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private @Nullable Registration registration;

        @Option(
                names = "--remove",
                paramLabel = "NAME",
                required = true,
                description = "Keep nothing for this reader any more.")
        private @Nullable String removed;
    }

    /** Both of the two. */
    private static final class Registration {
        @Option(
                names = "--register",
                paramLabel = "NAME",
                required = true,
                description = "Keep what this reader has not read, or renew how far it has read.")
        private String name = "";

        @Option(
                names = "--snapshot",
                paramLabel = "ID",
                required = true,
                description = "The newest snapshot that it has read.")
        private long snapshot;
    }

    ConsumersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DaemonClient client = stack.client(terminal);
        if (change == null) {
            list(client.get(path()));
        } else if (change.registration != null) {
            ConsumerRequest request = new ConsumerRequest(Optional.of(change.registration.snapshot));
            changed("Registered: ", client.put(path(change.registration.name), Json.write(request)));
        } else if (change.removed != null) {
            changed("Removed: ", client.delete(path(change.removed)));
        }
        return ExitCode.FINE;
    }

    private String path(String... name) {
        String consumers = DaemonClient.path("/api/v1/tables", table, "consumers");
        return DaemonClient.path(consumers, name);
    }

    private void changed(String what, String json) {
        terminal.out().println(stack.json() ? json : what + words(Json.read(json, ConsumerView.class)));
    }

    private void list(String json) {
        List<ConsumerView> consumers = Json.readList(json, ConsumerView.class);
        if (stack.json()) {
            terminal.out().println(json);
        } else if (consumers.isEmpty()) {
            terminal.out().println("No streaming reader of " + table + " is registered.");
        } else {
            TextTable text = new TextTable("CONSUMER", ">READ UP TO SNAPSHOT", "RENEWED");
            consumers.forEach(consumer -> text.row(
                    consumer.name(),
                    String.valueOf(consumer.snapshotId()),
                    consumer.renewed().toString()));
            text.print(terminal.out());
        }
    }

    static String words(ConsumerView consumer) {
        return consumer.name() + " has read " + consumer.table() + " up to snapshot " + consumer.snapshotId();
    }
}
