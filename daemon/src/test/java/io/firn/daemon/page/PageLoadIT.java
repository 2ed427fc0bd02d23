package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.view.OverviewView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A thousand tables are shown within 300 ms of asking for the page. Others share the machine: the fastest load counts, and as
 * long as none was fast enough there are more of them.
 */
class PageLoadIT extends PageTest {
    private static final double LIMIT_MILLIS = 300;
    private static final int LEAST_LOADS = 7;
    private static final int MOST_LOADS = 40;

    @Test
    void aThousandTablesAreShownAtOnce() throws Exception {
        OverviewView lake = Lake.overview(996);
        daemon.says("/api/v1/overview", lake);
        daemon.says("/api/v1/history", Lake.lastDay(lake.tables()));
        List<Double> shown = new ArrayList<>();
        List<Double> lines = new ArrayList<>();
        double fastest = Double.MAX_VALUE;
        while (shown.size() < LEAST_LOADS || (fastest >= LIMIT_MILLIS && shown.size() < MOST_LOADS)) {
            browser.open(daemon.address());
            shown.add(browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() =>"
                            + " done(performance.getEntriesByName('firn-shown')[0].startTime))))")
                    .asDouble());
            browser.until("lines", "document.querySelectorAll('#tables .spark').length === 100");
            lines.add(browser.evaluate("performance.getEntriesByName('firn-lines')[0].startTime")
                    .asDouble());
            assertThat(browser.text("document.getElementById('tables-count').innerText"))
                    .isEqualTo("50 of 1,000 tables.");
            fastest = Collections.min(shown);
        }
        Collections.sort(shown);
        Collections.sort(lines);
        int loads = shown.size();
        System.out.printf(
                "1,000 tables are shown after %.0f ms (fastest of %d; median %.0f, worst %.0f), with the lines of the last"
                        + " day after %.0f ms (median)%n",
                fastest, loads, shown.get(loads / 2), shown.get(loads - 1), lines.get(loads / 2));
        assertThat(fastest).isLessThan(LIMIT_MILLIS);
    }
}
