package io.firn.daemon.command;

import io.firn.daemon.view.AlertView;
import io.firn.daemon.view.AlertView.ReceiverView;
import io.firn.daemon.view.AlertsView;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.Wording;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "alerts", description = "List what the daemon found and who was told; exits 1 while something is open.")
final class AlertsCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Option(names = "--all", description = "List what ended within the last day, too.")
    private boolean all;

    AlertsCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        String json = stack.client(terminal).get("/api/v1/alerts");
        List<AlertView> alerts = Json.read(json, AlertsView.class).alerts();
        if (stack.json()) {
            terminal.out().println(json);
        } else {
            print(alerts);
        }
        return alerts.stream().anyMatch(alert -> alert.endedAt().isEmpty()) ? ExitCode.TROUBLE : ExitCode.FINE;
    }

    private void print(List<AlertView> alerts) {
        List<AlertView> shown = alerts.stream()
                .filter(alert -> all || alert.endedAt().isEmpty())
                .toList();
        if (shown.isEmpty()) {
            terminal.out().println("No alerts.");
            return;
        }
        TextTable text = new TextTable("SEVERITY", "ALERT", "TABLE", ">SINCE", "SUMMARY", "DELIVERY");
        for (AlertView alert : shown) {
            text.row(
                    alert.severity(),
                    alert.name(),
                    alert.table(),
                    alert.endedAt().map(ended -> "ended " + age(ended) + " ago").orElseGet(() -> age(alert.since())),
                    alert.summary(),
                    delivery(alert.receivers()));
        }
        text.print(terminal.out());
    }

    private String age(Instant since) {
        return Wording.age(Duration.between(since, clock.instant()));
    }

    /** {@code delivered}, or who has not heard of it and why. */
    static String delivery(List<ReceiverView> receivers) {
        if (receivers.isEmpty()) {
            return "nobody to tell";
        }
        String missing = receivers.stream()
                .filter(receiver -> !receiver.state().equals("delivered"))
                .map(receiver -> receiver.state() + " for " + receiver.receiver()
                        + (receiver.reason().isEmpty() ? "" : " (" + receiver.reason() + ")"))
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? "delivered" : missing;
    }
}
