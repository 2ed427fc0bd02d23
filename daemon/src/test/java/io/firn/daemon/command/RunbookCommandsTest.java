package io.firn.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.alerts.catalogue.AlertDefinition;
import io.firn.alerts.catalogue.Catalogue;
import io.firn.daemon.CommandLineRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody should have to look up at night how a command of a runbook is called now. */
class RunbookCommandsTest {
    /** A line of a block of commands, or a command within a sentence. */
    private static final Pattern COMMAND = Pattern.compile("(?m)^firn (.+)$|`firn ([^`]+)`");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @ParameterizedTest
    @MethodSource("alerts")
    void everyCommandOfTheRunbookParses(AlertDefinition alert) {
        List<String> commands = COMMAND.matcher(alert.runbookText())
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .toList();

        assertThat(commands).as("%s tells no command", alert.name()).isNotEmpty();
        for (String command : commands) {
            List<String> words = new ArrayList<>(WORD.matcher(command)
                    .results()
                    .map(RunbookCommandsTest::word)
                    .toList());
            // With it a command is parsed as a whole and then not executed.
            words.add("--help");
            CommandLineRun run = CommandLineRun.of(Map.of(), words.toArray(new String[0]));
            assertThat(run.exitCode())
                    .as("%s: firn %s: %s", alert.name(), command, run.err())
                    .isZero();
            assertThat(run.out()).as("firn %s", command).contains("Usage: firn " + words.get(0));
        }
    }

    static Stream<AlertDefinition> alerts() {
        return Catalogue.load().alerts().stream();
    }

    private static String word(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
