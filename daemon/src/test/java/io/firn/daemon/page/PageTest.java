package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A browser and a daemon that tells of a made-up lake; after each test nothing was logged and nobody else was asked. */
@Timeout(180)
abstract class PageTest {
    StubDaemon daemon;
    Browser browser;
    /** The status of answers that the browser logs and the test provoked; 0 for none. */
    int forgiven;

    @BeforeEach
    void start(@TempDir Path work) throws Exception {
        browser = Browser.start(work);
        daemon = new StubDaemon();
        browser.size(1280, 900);
        browser.dark(false);
        daemon.says("/api/v1/status", Lake.STATUS);
        daemon.says("/api/v1/overview", Lake.overview(6));
        daemon.says("/api/v1/history", Lake.lastDay(Lake.overview(6).tables()));
        daemon.says("/api/v1/alerts", 200, Lake.alerts());
        for (String table : List.of(Lake.LABS, Lake.HOSTILE)) {
            daemon.says("/api/v1/tables/" + table + "/overview", Lake.page(table));
            daemon.says("/api/v1/tables/" + table + "/history", Lake.history(table, 60, 180));
        }
        daemon.says(
                "/api/v1/runs",
                List.of(
                        Lake.run(Lake.RUN, "running", Optional.empty(), Optional.empty()),
                        Lake.run("succeeded", Optional.empty()),
                        Lake.run("failed", Optional.empty())));
        daemon.says(
                "/api/v1/runs/run-succeeded",
                Lake.run("run-succeeded", "succeeded", Optional.empty(), Optional.of(Lake.receipt())));
        daemon.says("/api/v1/runs/" + Lake.RUN, Lake.run(Lake.RUN, "running", Optional.empty(), Optional.empty()));
    }

    @AfterEach
    void stop() throws Exception {
        try {
            if (daemon != null) {
                assertThat(browser.text("document.title")).isNotEqualTo("harmed");
                assertThat(browser.errors())
                        .as("logged")
                        .allMatch(error -> forgiven > 0 && error.contains("with a status of " + forgiven));
                assertThat(browser.requests()).as("asked").allMatch(request -> request.getAuthority()
                        .equals(daemon.address().getAuthority()));
            }
        } finally {
            if (daemon != null) {
                daemon.close();
            }
            if (browser != null) {
                browser.close();
            }
        }
    }
}
