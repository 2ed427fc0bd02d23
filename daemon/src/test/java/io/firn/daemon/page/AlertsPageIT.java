package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlertsPageIT extends PageTest {
    @Test
    void openAlertsComeFirstWithWhereTheyWentAndWhatToDo() throws Exception {
        browser.open(daemon.address("#/alerts"));

        assertThat(text("alerts-state")).isEqualTo("1 alert is open.");
        assertThat(text("open"))
                .contains("FirnTried", "critical", "trials.labs", "3 records of <b>trial.labs</b> are missing")
                .contains("for 10 min", "Offsets 7 to 9 are in no table.", "delivered alertmanager")
                .contains("waiting webhook: <script>alert(1)</script> refused");
        assertThat(text("ended")).contains("FirnQualityCheckFailed", "warning, ended", "ended 2 h ago");
        browser.until("they are counted", "document.getElementById('alert-count').innerText.trim() === '1 open'");
    }

    @Test
    void aRunbookIsReadOnThePageAndNothingInItRuns() throws Exception {
        browser.open(daemon.address("#/alerts"));
        browser.evaluate("document.querySelector('#open a[href*=runbooks]').focus()");
        browser.press("Enter");
        browser.until("the runbook is shown", "document.querySelectorAll('#runbook h2').length === 2");

        assertThat(browser.text("document.querySelector('h1').innerText")).isEqualTo("FirnTried");
        assertThat(text("runbook")).contains("with <script>document.title = \"harmed\"</script> in it");
        assertThat(browser.text("document.querySelector('#runbook ol pre').innerText"))
                .isEqualTo("firn tables\nfirn check demo.<b>bold</b>");
        assertThat(browser.text("[...document.querySelectorAll('#runbook a')].map(a => a.href).join()"))
                .isEqualTo("https://example.org/firn");
        assertThat(browser.text("document.querySelector('#runbook td + td').innerText"))
                .isEqualTo("fine");
        assertThat(browser.text("[...document.querySelectorAll('#runbook > ul li')].map(li => li.innerText).join()"))
                .isEqualTo("one,two");
        assertThat(browser.barriers()).isEmpty();
        browser.back();
        browser.until("alerts are shown", "document.getElementById('alerts-state')?.innerText === '1 alert is open.'");
    }

    @Test
    void aLinkToARunbookInAMessageLeadsToThePage() throws Exception {
        browser.open(daemon.address("runbooks/FirnTried"));
        assertThat(browser.text("location.hash")).isEqualTo("#/runbooks/FirnTried");
        browser.until("the runbook is shown", "document.querySelectorAll('#runbook h2').length === 2");
    }

    @Test
    void aDaemonThatPublishesNoneSaysSo() throws Exception {
        daemon.says("/api/v1/alerts", 404, "{\"detail\": \"Cannot find /api/v1/alerts\"}");
        browser.open(daemon.address("#/alerts"));
        browser.until(
                "it says so",
                "document.getElementById('alerts-state').innerText === 'Not available: this daemon publishes no alerts.'");
        forgiven = 404;
    }

    private String text(String id) {
        return browser.text("document.getElementById('" + id + "').innerText");
    }
}
