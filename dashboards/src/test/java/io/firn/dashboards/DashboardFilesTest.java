package io.firn.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.alerts.catalogue.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** {@code -Dfirn.update-docs=true} writes the dashboards anew instead of comparing them. */
class DashboardFilesTest {
    static final List<String> NAMES = Dashboards.NAMES;

    @Test
    void thereAreSixAndNoOthers() throws IOException {
        assertThat(Dashboards.names(Dashboards.SOURCE)).isEqualTo(Dashboards.NAMES);
        assertThat(Dashboards.names(Dashboards.GRAFANA)).isEqualTo(Dashboards.NAMES);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void whatIsCommittedIsWhatTheSourceSays(String name) throws IOException {
        String made = new DashboardJson(Thresholds.load()::value)
                .make(Files.readString(Dashboards.SOURCE.resolve(name + ".yaml")));
        Path file = Dashboards.GRAFANA.resolve(name + ".json");
        if (Boolean.getBoolean("firn.update-docs")) {
            Files.writeString(file, made);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s: make it anew with -Dfirn.update-docs=true", file)
                .isEqualTo(made);
    }
}
