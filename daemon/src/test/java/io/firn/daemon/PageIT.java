package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The status page in a real browser. Needs {@code chromium}; where CI is true its absence is a failure. */
@Timeout(180)
class PageIT {
    @Test
    void rowsAreShownOnPhoneAndDesktopAndNobodyElseIsAsked(@TempDir Path directory) throws Exception {
        String browser = browser();
        try (RunningLake running = new RunningLake(directory)) {
            Table table = running.lake().create("demo.<b>bold</b>");
            running.lake().append(table, 0, 1_234);
            running.awaitReady();
            running.runElsewhere("3e0c6f10-0000-4000-8000-000000000003", "demo.elsewhere");
            Eventually.holds("the rows are seen", () -> running.json("/api/v1/overview").findValues("records").stream()
                    .anyMatch(records -> records.asLong() == 1_234));
            for (String size : List.of("360,800", "1280,900")) {
                String page = page(browser, running.address(), size, directory.resolve(size));
                assertThat(page)
                        .as(size)
                        .contains("The table is healthy", "demo.&lt;b&gt;bold&lt;/b&gt;", ">1,234<", "not now")
                        .contains("5 of 12 files · 1.2M of 2.9M rows · ", " left<")
                        .doesNotContain("<b>bold");
                assertThat(requestsOfThePage(directory.resolve(size), running.address()))
                        .as(size)
                        .isNotEmpty()
                        .allMatch(request ->
                                request.getAuthority().equals(running.address().getAuthority()));
            }
        }
    }

    @Test
    void aCheckThatFailsIsSaidFirst(@TempDir Path directory) throws Exception {
        String browser = browser();
        try (RunningLake running = new RunningLake(directory)) {
            running.lake().append(running.lake().create("demo.incident"), 95, 6);
            running.awaitReady();
            Eventually.holds("the check fails", () -> running.json("/api/v1/overview")
                    .get("checks")
                    .findValuesAsText("check")
                    .contains("small-ids"));
            assertThat(page(browser, running.address(), "1280,900", directory.resolve("page")))
                    .contains("1 check fails", ">small-ids<")
                    .doesNotContain("The table is healthy");
        }
    }

    private static String page(String browser, URI address, String size, Path work) throws Exception {
        Files.createDirectories(work);
        Path dom = work.resolve("page.html");
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + work.resolve("profile"),
                        "--window-size=" + size,
                        "--virtual-time-budget=5000",
                        "--log-net-log=" + work.resolve("net.json"),
                        "--dump-dom",
                        address.toString())
                .redirectOutput(dom.toFile())
                .redirectError(work.resolve("browser.log").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            fail("the browser did not end: " + Files.readString(work.resolve("browser.log")));
        }
        return Files.readString(dom, StandardCharsets.UTF_8);
    }

    /** What was asked on behalf of the page, not of the browser itself. */
    private static List<URI> requestsOfThePage(Path work, URI address) throws IOException {
        JsonNode log = new ObjectMapper().readTree(work.resolve("net.json").toFile());
        List<URI> requests = new ArrayList<>();
        for (JsonNode event : log.get("events")) {
            JsonNode parameters = event.path("params");
            if (parameters.path("initiator").asText().equals(address.toString()) && parameters.has("url")) {
                requests.add(URI.create(parameters.get("url").asText()));
            }
        }
        return requests;
    }

    private static String browser() {
        Optional<String> found = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            fail("chromium is not installed, and CI must not skip the page");
        }
        Assumptions.assumeTrue(found.isPresent(), "the page is not tested: chromium is not installed");
        return found.orElseThrow();
    }
}
