package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverviewPageIT extends PageTest {
    private static final String NAMES =
            "[...document.querySelectorAll('#tables tbody th')].map(name => name.innerText)";

    @Test
    void whatNeedsAttentionIsSaidFirst() throws Exception {
        browser.open(daemon.address());

        assertThat(names()).startsWith(Lake.LABS, Lake.HOSTILE, "trials.sites", "trials.visits");
        assertThat(browser.text("document.querySelector('#tables tbody tr').innerText"))
                .contains("critical", "misses 3 records of trial.labs; check nulls fails");
        assertThat(browser.text("document.title")).isEqualTo("3 tables need attention · Overview · Firn");
        assertThat(browser.text("document.getElementById('notices').innerText"))
                .contains("missing 3 records of trials.labs", "check fails, critical nulls of trials.labs")
                .contains("paused itself Compaction of trials.sites", "refused by guard G7 Compaction of trials.labs")
                .contains("offsets 7 to 9", "It began with checkpoint 158, offsets trial.labs/0: 100-199")
                .contains("check fails <img src=x onerror=alert(1)> of " + Lake.HOSTILE);
        assertThat(browser.text("document.getElementById('running').innerText"))
                .contains("Compaction of trials.labs", "5 of 12 files · 1.2M of 2.9M rows · ", "about 83 s left");
        assertThat(browser.evaluate("document.querySelectorAll('main script, main img').length")
                        .asInt())
                .isZero();
        browser.until(
                "lines of the last day",
                "document.querySelectorAll('#tables .spark[aria-label*=\"In the last 24 h 20 to 28\"]').length > 9");
    }

    @Test
    void theListIsSearchedSortedAndTheAddressKeepsIt() throws Exception {
        browser.open(daemon.address());
        browser.evaluate("document.getElementById('search').focus()");
        browser.type("warehouse 3");
        assertThat(names()).containsExactly("warehouse.table_0003");
        assertThat(browser.text("document.getElementById('tables-count').innerText"))
                .isEqualTo("1 of 1 that match, of 10 tables.");

        browser.open(daemon.address("#/?search=warehouse&sort=name"));
        assertThat(names()).hasSize(6).isSorted();
        assertThat(browser.text("document.getElementById('search').value")).isEqualTo("warehouse");
        assertThat(browser.text("document.querySelector('[data-sort=name]').ariaSort"))
                .isEqualTo("ascending");
        browser.evaluate("document.querySelector('[data-sort=files] button').focus()");
        browser.press("Enter");
        assertThat(browser.text("document.querySelector('[data-sort=files]').ariaSort"))
                .isEqualTo("descending");
        assertThat(browser.text("document.querySelector('[data-sort=name]').ariaSort"))
                .isEqualTo("none");
        assertThat(browser.text("location.hash")).isEqualTo("#/?search=warehouse&sort=files");
    }

    @Test
    void manyTablesAreShownFiftyAtATime() throws Exception {
        daemon.says("/api/v1/overview", Lake.overview(125));
        browser.open(daemon.address());
        assertThat(names()).hasSize(50);
        browser.evaluate("document.getElementById('more').focus()");
        browser.press("Enter");
        assertThat(names()).hasSize(100);
        assertThat(browser.text("document.activeElement.innerText")).isEqualTo(names().get(50));
        browser.evaluate("document.getElementById('more').click()");
        assertThat(names()).hasSize(129);
        assertThat(browser.evaluate("document.getElementById('more').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void aKeyboardIsEnoughAndTheWayBackLeadsToTheSamePlace() throws Exception {
        browser.open(daemon.address());
        browser.press("Tab");
        assertThat(browser.text("document.activeElement.innerText")).isEqualTo("Skip to the content");
        assertThat(browser.evaluate("document.activeElement.getBoundingClientRect().left")
                        .asDouble())
                .as("seen while it has the focus")
                .isPositive();
        browser.press("Enter");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("main");
        for (int i = 0;
                i < 60 && !browser.text("document.activeElement.innerText").equals("trials.sites");
                i++) {
            browser.press("Tab");
            assertThat(browser.text("getComputedStyle(document.activeElement).outlineStyle"))
                    .as("focus is seen on " + browser.text("document.activeElement.outerHTML"))
                    .isNotEqualTo("none");
        }
        browser.evaluate(
                "[...document.querySelectorAll('#tables a')].find(a => a.innerText === 'trials.labs').focus()");
        browser.press("Enter");
        browser.until("the table is shown", "document.querySelector('h1').innerText === 'trials.labs'");
        assertThat(browser.text("document.activeElement.tagName")).isEqualTo("H1");
        browser.back();
        browser.until("the overview is shown", "document.querySelectorAll('#tables tbody tr').length === 10");
        browser.until("the focus is back", "document.activeElement.innerText === 'trials.labs'");
    }

    @Test
    void whatTheDaemonSaysNoLongerIsCalledStale() throws Exception {
        browser.open(daemon.address());
        daemon.says("/api/v1/overview", 500, "{\"detail\": \"Cannot answer <b>now</b>\"}");
        browser.until(
                "it is stale",
                "document.getElementById('stale').innerText.includes('Stale: Cannot answer <b>now</b>.')");
        assertThat(names()).as("what was known stays").hasSize(10);
        daemon.says("/api/v1/overview", Lake.overview(0));
        browser.until("it is fresh", "document.getElementById('stale').hidden");
        assertThat(names()).hasSize(4);
        forgiven = 500;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        browser.evaluate(NAMES).forEach(name -> names.add(name.asText()));
        return names;
    }
}
