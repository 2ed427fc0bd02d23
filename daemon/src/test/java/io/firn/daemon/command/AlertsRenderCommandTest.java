package io.firn.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsRenderCommandTest {
    private static final Path COMMITTED = Path.of("../alerts/rules/firn.rules.yml");

    @TempDir
    Path directory;

    @Test
    void withoutThresholdsItWritesWhatTheRepositoryHolds() {
        CommandLineRun run = render();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("firn.rules.yml", "firn-findings.rules.yml", "alarms.json", "composite-alarms.json");
        assertThat(directory.resolve("firn.rules.yml")).hasSameTextualContentAs(COMMITTED);
    }

    @Test
    void thresholdsOfOnesOwnAreInTheRules() throws IOException {
        Path own = Files.writeString(directory.resolve("own.yaml"), "tier1-stale: 7m\n");

        CommandLineRun run = render("--thresholds", own.toString(), "--time-scale", "0.5");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(directory.resolve("firn.rules.yml")).content().contains("> 210", "for: 30s");
    }

    @Test
    void wrongOnesAreNamedAndNothingIsWritten() throws IOException {
        Path own = Files.writeString(directory.resolve("own.yaml"), "tier1-stales: 7m\nsmall-files: many\n");

        CommandLineRun run = render("--thresholds", own.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("Cannot set threshold tier1-stales: there is none of that name; did you mean tier1-stale?")
                .contains("Cannot set threshold small-files: 'many' is not a whole number of at least 0");
        assertThat(directory.resolve("firn.rules.yml")).doesNotExist();
        assertThat(render("--time-scale", "2").err()).contains("Cannot scale times by 2.0");
    }

    private CommandLineRun render(String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(new String[] {"alerts", "render", "--out", directory.toString()}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return CommandLineRun.of(Map.of(), arguments);
    }
}
