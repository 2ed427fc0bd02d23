package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.page.Browser;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, of a real daemon. What each view shows is in package page. */
@Timeout(180)
class PageIT {
    @Test
    void aLakeIsShownOnPhoneAndDesktopAndNobodyElseIsAsked(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start(directory.resolve("browser"));
                RunningLake running = new RunningLake(directory)) {
            Table table = running.lake().create("demo.<b>bold</b>");
            running.lake().append(table, 0, 1_234);
            running.awaitReady();
            running.runElsewhere("3e0c6f10-0000-4000-8000-000000000003", "demo.elsewhere");
            Eventually.holds("the rows are seen", () -> running.json("/api/v1/overview").findValues("records").stream()
                    .anyMatch(records -> records.asLong() == 1_234));
            for (int width : List.of(400, 1280)) {
                browser.size(width, 900);
                browser.open(running.address());
                assertThat(browser.text("document.body.innerText"))
                        .contains("The table is healthy", "demo.<b>bold</b>", "1,234")
                        .contains("5 of 12 files · 1.2M of 2.9M rows · ", " left");
                browser.until("the last day is drawn", "document.querySelectorAll('.spark').length > 0");
                assertThat(browser.barriers()).isEmpty();
                browser.evaluate("document.querySelector('#tables tbody a').click()");
                browser.until("the table is drawn", "document.querySelectorAll('.plot .curve').length === 7");
                assertThat(browser.text("document.querySelector('main').innerText"))
                        .contains("demo.<b>bold</b>", "not now", "+1,234", "job-1", "note");
                assertThat(browser.barriers()).isEmpty();
                browser.open(running.address().resolve("/#/runs"));
                assertThat(browser.text("document.querySelector('main').innerText"))
                        .contains("running 42 %", "demo.elsewhere");
            }
            assertThat(browser.requests()).isNotEmpty().allMatch(request -> request.getAuthority()
                    .equals(running.address().getAuthority()));
        }
    }

    @Test
    void aCheckThatFailsIsSaidFirst(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start(directory.resolve("browser"));
                RunningLake running = new RunningLake(directory)) {
            running.lake().append(running.lake().create("demo.incident"), 95, 6);
            running.awaitReady();
            Eventually.holds("the check fails", () -> running.json("/api/v1/overview")
                    .get("checks")
                    .findValuesAsText("check")
                    .contains("small-ids"));
            browser.open(running.address());
            assertThat(browser.text("document.body.innerText"))
                    .contains("1 table needs attention", "small-ids of demo.incident")
                    .doesNotContain("The table is healthy");
        }
    }

    /** Minutes long: the figures in docs/operations.md, with -Dfirn.measure=true. */
    @Test
    @Timeout(900)
    @EnabledIfSystemProperty(named = "firn.measure", matches = "true")
    void aThousandTablesOfARealDaemonAreShown(@TempDir Path directory) throws Exception {
        try (Browser browser = Browser.start(directory.resolve("browser"));
                RunningLake running = new RunningLake(directory)) {
            for (int i = 0; i < 1_000; i++) {
                running.lake().append(running.lake().create(String.format("warehouse.some_table_%04d", i)), 0, 3);
            }
            Eventually.holds(
                    "all are seen",
                    () -> running.json("/api/v1/overview").get("tables").size() == 1_000);
            browser.size(1280, 900);
            for (int i = 0; i < 10; i++) {
                long before = System.nanoTime();
                int bytes = running.get("/api/v1/overview").body().length();
                long asked = System.nanoTime();
                browser.open(running.address());
                System.out.printf(
                        "the overview has %d KB and takes %d ms; the page is shown after %.0f ms%n",
                        bytes >> 10,
                        (asked - before) / 1_000_000,
                        browser.evaluate("performance.getEntriesByName('firn-shown')[0].startTime")
                                .asDouble());
            }
        }
    }
}
