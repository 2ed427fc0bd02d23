package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.Eventually;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunsPageIT extends PageTest {
    @Test
    void runsAreListedWithHowFarTheyAre() throws Exception {
        browser.open(daemon.address("#/runs"));
        assertThat(text("runs"))
                .contains("running 42 %", "succeeded", "failed", "12 → 1", "<i>disk</i> full", "trials.labs");
        assertThat(text("runs-count")).isEqualTo("3 runs.");
    }

    @Test
    void filtersAreInTheAddress() throws Exception {
        browser.open(daemon.address("#/runs"));
        browser.evaluate("document.getElementById('filter-table').focus()");
        browser.type("trials.labs");
        browser.evaluate("document.getElementById('filter-outcome').value = 'failed'");
        browser.press("Enter");
        Eventually.holds("they are asked for", () -> daemon.asked()
                .contains("/api/v1/runs?table=trials.labs&outcome=failed&limit=50"));
        assertThat(browser.text("location.hash")).isEqualTo("#/runs?table=trials.labs&outcome=failed");
        assertThat(browser.text("document.activeElement.id"))
                .as("the focus stays")
                .isEqualTo("filter-table");
        browser.back();
        browser.until("all are shown again", "document.getElementById('filter-table').value === ''");
    }

    @Test
    void aRunIsShownWithItsReceipt() throws Exception {
        browser.open(daemon.address("#/runs"));
        browser.evaluate("document.querySelector('#runs a[href$=run-succeeded]').focus()");
        browser.press("Enter");
        browser.until("it is shown", "document.getElementById('receipt-section')?.hidden === false");

        assertThat(browser.text("document.querySelector('h1').innerText")).isEqualTo("Compaction of trials.labs");
        assertThat(text("facts")).contains("threshold", "12 → 1", "120 MB", "4711", "4712", "run-succeeded");
        assertThat(text("receipt")).contains("1,000,000 in, 1,000,000 out, 0 deleted", "12 in, 1 out");
        assertThat(text("receipt-checks")).contains("rows", "passed", "bounds", "failed", "column 7 <b>differs</b>");
        browser.back();
        browser.until("the list is shown", "document.querySelectorAll('#runs tbody tr').length === 3");
    }

    @Test
    void aRunThatGoesOnIsFollowedUntilItsEnd() throws Exception {
        browser.open(daemon.address("#/runs/" + Lake.RUN));
        assertThat(text("running")).contains("5 of 12 files · 1.2M of 2.9M rows · ", "left");
        assertThat(browser.evaluate("document.querySelector('progress').value").asInt())
                .isEqualTo(42_000);
        daemon.says(
                "/api/v1/runs/" + Lake.RUN,
                Lake.run(Lake.RUN, "succeeded", Optional.empty(), Optional.of(Lake.receipt())));
        browser.until("it has ended", "document.getElementById('standing').innerText.startsWith('succeeded')");
        assertThat(browser.evaluate("document.querySelectorAll('progress').length")
                        .asInt())
                .isZero();
    }

    private String text(String id) {
        return browser.text("document.getElementById('" + id + "').innerText");
    }
}
