package io.firn.alerts.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunbooksTest {
    private static final Pattern METRIC = Pattern.compile("\\b(firn|flink)_[a-zA-Z_]+");
    private static final Pattern RECORD = Pattern.compile("\\bfirn:[a-z_:]+");
    private static final Pattern LINK = Pattern.compile("\\[(Firn\\w+)]\\((\\w+)\\.md\\)");

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("runbooks"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(catalogue.alerts().stream()
                            .map(AlertDefinition::runbook)
                            .toList());
        }
    }

    @Test
    void everyRunbookSaysWhatItMeansWhatItDoesHowToLookAndWhatToDo() {
        for (AlertDefinition alert : catalogue.alerts()) {
            assertThat(alert.runbookText().lines().filter(line -> line.startsWith("#")))
                    .as(alert.name())
                    .containsExactly("# " + alert.name(), "## Meaning", "## Impact", "## Diagnosis", "## Mitigation");
        }
    }

    @Test
    void whatRunbooksQueryExists() throws IOException {
        String metrics = Files.readString(Path.of("../docs/metrics.md"));
        List<String> records =
                catalogue.records().stream().map(RecordDefinition::name).toList();
        for (AlertDefinition alert : catalogue.alerts()) {
            String text = alert.runbookText();
            METRIC.matcher(text)
                    .results()
                    .forEach(metric -> assertThat(metrics).as(alert.name()).contains("`" + metric.group() + "`"));
            RECORD.matcher(text)
                    .results()
                    .forEach(record -> assertThat(records).as(alert.name()).contains(record.group()));
            LINK.matcher(text).results().forEach(link -> assertThat(
                            catalogue.alert(link.group(1)).runbook())
                    .as(alert.name())
                    .isEqualTo(link.group(2) + ".md"));
        }
    }
}
