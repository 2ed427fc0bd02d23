package io.firn.daemon.command;

import io.firn.daemon.client.RecordSender;
import io.firn.daemon.client.SendException;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.Wording;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "send", description = "Publish a file of JSON lines to a topic, each line as it is.")
final class SendCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StackOptions stack = new StackOptions();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "An existing topic.")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "One record a line; - reads standard input.")
    private String file = "";

    @Option(
            names = "--key",
            split = ",",
            paramLabel = "FIELD",
            description = "Fields that make the record's key: equal keys stay in order.")
    private List<String> key = List.of();

    @Option(names = "--rate", paramLabel = "N", description = "At most N records a second.")
    private @Nullable Double rate;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Bootstrap servers; also FIRN_KAFKA (default: those of the stack).")
    private @Nullable String kafka;

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate != null && !(rate > 0)) {
            throw new CommandException(ExitCode.WRONG_USE, "Cannot send at a rate of " + rate + ": it is not above 0");
        }
        try (InputStream lines = open();
                RecordSender sender = RecordSender.connect(bootstrapServers(), topic, key);
                ProgressLine progress = new ProgressLine(terminal)) {
            long total = "-".equals(file) ? 0 : Files.size(Path.of(file));
            double perSecond = rate == null ? Double.POSITIVE_INFINITY : rate;
            RecordSender.Result result = sender.send(
                    lines,
                    perSecond,
                    (records, bytes) -> progress.draw(bytes, total, Wording.count(records) + " records"));
            progress.close();
            report(result);
            return result.refused().isEmpty() ? ExitCode.FINE : ExitCode.TROUBLE;
        } catch (SendException e) {
            throw new CommandException(
                    e.isWrongUse() ? ExitCode.WRONG_USE : ExitCode.TROUBLE, String.valueOf(e.getMessage()));
        }
    }

    private void report(RecordSender.Result result) {
        Duration took = result.took();
        double seconds = Math.max(took.toNanos() / 1e9, 1e-3);
        long perSecond = Math.round(result.sent() / seconds);
        for (String refusal : result.refused()) {
            terminal.err().println(refusal);
        }
        if (stack.json()) {
            terminal.out()
                    .println(Json.write(Map.of(
                            "topic", topic,
                            "records", result.sent(),
                            "refused", result.refused().size(),
                            "seconds", seconds,
                            "recordsPerSecond", perSecond)));
        } else {
            terminal.out()
                    .println(String.format(
                            Locale.ROOT,
                            "Sent %s records to %s in %.1f s (%s records/s)",
                            Wording.count(result.sent()),
                            topic,
                            seconds,
                            Wording.count(perSecond)));
        }
    }

    private InputStream open() throws IOException {
        if ("-".equals(file)) {
            return terminal.in();
        }
        try {
            return new BufferedInputStream(Files.newInputStream(Path.of(file)), 1 << 16);
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.WRONG_USE, "Cannot send " + file + ": no such file");
        } catch (IOException e) {
            throw new CommandException(ExitCode.WRONG_USE, "Cannot send " + file + ": " + e.getMessage());
        }
    }

    private String bootstrapServers() {
        if (kafka != null) {
            return kafka;
        }
        return terminal.variable("FIRN_KAFKA")
                .or(stack::kafka)
                .orElseThrow(() -> new CommandException(
                        ExitCode.TROUBLE,
                        "Cannot find Kafka: " + stack.directory().resolve("stack.json")
                                + " does not name it. Start a stack with `firn up`, or name Kafka with --kafka"));
    }
}
