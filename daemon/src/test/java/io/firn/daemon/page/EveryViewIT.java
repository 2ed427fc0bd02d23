package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each view, light and dark, on a phone and on a desktop: nobody is kept out, and nothing sticks out. */
class EveryViewIT extends PageTest {
    private static final String HOSTILE = "#/tables/" + URLEncoder.encode(Lake.HOSTILE, StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({
        "overview, ''",
        "table, #/tables/trials.labs",
        "hostile, HOSTILE",
        "alerts, #/alerts",
        "runbook, #/runbooks/FirnTried",
        "runs, #/runs",
        "run, #/runs/run-succeeded",
        "running, #/runs/3e0c6f10-0000-4000-8000-000000000003"
    })
    void isOpenToEverybody(String name, String hash) throws Exception {
        for (boolean dark : List.of(false, true)) {
            browser.dark(dark);
            for (int width : List.of(1280, 400)) {
                String what = name + (dark ? "-dark-" : "-light-") + width;
                browser.size(width, 900);
                browser.open(daemon.address(hash.equals("HOSTILE") ? HOSTILE : hash));
                browser.until(
                        what + " is drawn",
                        "document.querySelectorAll('.spark, .plot .curve').length > 0 || !document.querySelector('#charts, #tables')");
                browser.screenshot(what);
                assertThat(browser.barriers()).as(what).isEmpty();
                assertThat(browser.evaluate("document.getAnimations().length").asInt())
                        .as("nothing moves for who does not want it")
                        .isZero();
            }
        }
    }
}
