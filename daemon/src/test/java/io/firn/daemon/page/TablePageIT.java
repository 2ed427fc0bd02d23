package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.Eventually;
import org.junit.jupiter.api.Test;

class TablePageIT extends PageTest {
    @Test
    void everythingThatIsKnownOfATableIsThere() throws Exception {
        browser.open(daemon.address("#/tables/trials.labs"));

        assertThat(browser.text("document.querySelector('h1').innerText")).isEqualTo(Lake.LABS);
        assertThat(text("standing")).startsWith("critical");
        assertThat(text("figures")).contains("95 s", "123,456", "5 GB");
        assertThat(text("checks"))
                .contains(
                        "fail, critical", "12.5", "missing LBSTRESN at most 5 %", "12.5 % of 1,000 values are missing")
                .contains("freshness", "volume");
        assertThat(text("plan")).contains("Snapshot expiry", "not now", "because of orphan-removal", "in 60 min");
        assertThat(text("runs")).contains("succeeded", "12 → 1", "12 s", "<i>disk</i> full");
        assertThat(text("restore")).contains("lineage-1", "sink-labs", "160", "100", "60 min ago");
        assertThat(text("completeness")).contains("5,000", "4,900", "97");
        assertThat(text("snapshots")).contains("9223372036", "replace (maintenance)", "+3 −9", "+1,000", "main");
        assertThat(text("snapshots-more")).isEqualTo("The newest 5 of 31.");
        assertThat(text("consumers")).contains("nightly <b>etl</b>");
        assertThat(text("columns")).contains("struct<a: long, b: string>", "not known", "<b>bold</b>");
        assertThat(text("quarantine")).contains("firn undo run-orphans");
        assertThat(text("lag")).contains("trial.labs", "470");
    }

    @Test
    void chartsSayInWordsWhatTheyDrawAndOfferTheirValues() throws Exception {
        browser.open(daemon.address("#/tables/trials.labs"));
        browser.until("charts are drawn", "document.querySelectorAll('.plot .curve').length === 7");

        assertThat(browser.text("document.querySelector('.chart svg').ariaLabel"))
                .isEqualTo("Behind Kafka: 21 s, 3 s to 25 s");
        assertThat(browser.text("document.querySelectorAll('.chart')[2].querySelector('.plot svg').ariaLabel"))
                .isEqualTo("Files: data files 49, 40 to 56 · small 9 · delete files 4");
        assertThat(browser.text("document.querySelector('.plot .curve').getAttribute('d')"))
                .as("interrupted where the daemon was away and where nothing was known")
                .matches("(M[^M]+){3,}");
        browser.evaluate("document.querySelector('.chart summary').focus()");
        browser.press("Enter");
        browser.until(
                "values are listed", "document.querySelectorAll('.chart:first-child details tbody tr').length > 100");
        assertThat(browser.text("document.querySelector('.chart details').innerText"))
                .contains("Oldest record not in the table", "not known", "3 s");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void theirPeriodIsChosenAndInTheAddress() throws Exception {
        browser.open(daemon.address("#/tables/trials.labs"));
        browser.evaluate("document.querySelector('#period input:checked').focus()");
        browser.press("ArrowRight");
        Eventually.holds(
                "a day is asked for", () -> daemon.asked().contains("/api/v1/tables/trials.labs/history?period=1d"));
        assertThat(browser.text("location.hash")).isEqualTo("#/tables/trials.labs?period=1d");

        browser.open(daemon.address("#/tables/trials.labs?period=14d"));
        assertThat(browser.text("document.querySelector('#period input:checked').value"))
                .isEqualTo("14d");
        Eventually.holds("14 days are asked for", () -> daemon.asked()
                .contains("/api/v1/tables/trials.labs/history?period=14d"));
    }

    @Test
    void aNameThatWantsToBeMoreIsText() throws Exception {
        browser.open(daemon.address());
        browser.evaluate(
                "[...document.querySelectorAll('#tables a')].find(a => a.innerText.includes('script')).click()");
        browser.until("its page is shown", "document.getElementById('standing')?.innerText.includes('critical')");

        assertThat(browser.text("document.querySelector('h1').innerText")).isEqualTo(Lake.HOSTILE);
        assertThat(browser.evaluate("document.querySelectorAll('main script, main img, main b, main i').length")
                        .asInt())
                .isZero();
    }

    @Test
    void aTableThatIsNotThereIsNotFound() throws Exception {
        daemon.says("/api/v1/tables/no.such/overview", 404, "{\"detail\": \"Cannot find table 'no.such'\"}");
        browser.open(daemon.address());
        browser.evaluate("location.hash = '#/tables/no.such'");
        browser.until("it says so", "document.querySelector('h1').innerText === 'Not found'");
        assertThat(text("lost")).isEqualTo("Cannot find table 'no.such'");
        browser.back();
        browser.until("the overview is shown", "document.querySelectorAll('#tables tbody tr').length === 10");
        forgiven = 404;
    }

    private String text(String id) {
        return browser.text("document.getElementById('" + id + "').innerText");
    }
}
