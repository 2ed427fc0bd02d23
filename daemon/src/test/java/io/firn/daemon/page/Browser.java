package io.firn.daemon.page;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.daemon.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Chromium without a window, driven through its DevTools protocol. Needs {@code chromium}; where CI is true its absence is a
 * failure. It remembers every error that a page has logged and every request that a page has made.
 */
public final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Map<String, Integer> KEYS =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowRight", 39, "ArrowLeft", 37, "Space", 32);

    private final Process process;
    private final DevTools tools;

    private Browser(Process process, DevTools tools) {
        this.process = process;
        this.tools = tools;
    }

    /** @param work an empty directory of its own */
    public static Browser start(Path work) throws Exception {
        String program = program();
        Files.createDirectories(work);
        Path profile = work.resolve("profile");
        Process process = new ProcessBuilder(
                        program,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("browser.log").toFile())
                .start();
        try {
            Path port = profile.resolve("DevToolsActivePort");
            Eventually.holds(
                    "the browser answers",
                    () -> !process.isAlive()
                            || (Files.exists(port) && Files.readAllLines(port).size() > 1));
            if (!process.isAlive()) {
                fail("the browser ended: " + Files.readString(work.resolve("browser.log")));
            }
            DevTools tools = DevTools.connect(target(Files.readAllLines(port).get(0)));
            for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
                tools.send(domain + ".enable", Map.of());
            }
            return new Browser(process, tools);
        } catch (Exception | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI target(String port) throws Exception {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        JsonNode targets = JSON.readTree(HttpClient.newHttpClient()
                .send(list, HttpResponse.BodyHandlers.ofString())
                .body());
        for (JsonNode target : targets) {
            if (target.get("type").asText().equals("page")) {
                return URI.create(target.get("webSocketDebuggerUrl").asText());
            }
        }
        throw new AssertionError("the browser has no page: " + targets);
    }

    private static String program() {
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

    /** Begins anew at an address, with nothing left of what was shown; waits until a view is shown. */
    public void open(URI address) throws Exception {
        send("Page.navigate", Map.of("url", "about:blank"));
        until("nothing is shown", "location.href === 'about:blank'");
        send("Page.navigate", Map.of("url", address.toString()));
        until(address + " is shown", "performance.getEntriesByName('firn-shown').length > 0");
    }

    /** What an expression of the page comes to, once it is no promise any more. */
    public JsonNode evaluate(String expression) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    public String text(String expression) {
        return evaluate(expression).asText();
    }

    public void until(String what, String expression) throws Exception {
        try {
            Eventually.holds(what, () -> {
                try {
                    return evaluate(expression).asBoolean();
                } catch (AssertionError e) {
                    return false; // The document may be about to be another one.
                }
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; the page says: " + text("document.body.innerText") + " and logged " + errors(),
                    e);
        }
    }

    /** One of the keys by which people move about. */
    public void press(String key) {
        press(key, 0);
    }

    public void pressWithShift(String key) {
        press(key, 8);
    }

    private void press(String key, int modifiers) {
        String text = key.equals("Enter") ? "\r" : key.equals("Space") ? " " : "";
        String name = key.equals("Space") ? " " : key;
        int code = Optional.ofNullable(KEYS.get(key)).orElseThrow();
        Map<String, Object> down = Map.of(
                "type",
                text.isEmpty() ? "rawKeyDown" : "keyDown",
                "key",
                name,
                "code",
                key,
                "windowsVirtualKeyCode",
                code,
                "text",
                text,
                "modifiers",
                modifiers);
        send("Input.dispatchKeyEvent", down);
        send(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type",
                        "keyUp",
                        "key",
                        name,
                        "code",
                        key,
                        "windowsVirtualKeyCode",
                        code,
                        "modifiers",
                        modifiers));
    }

    public void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    public void back() {
        evaluate("history.back()");
    }

    public void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 700));
    }

    public void dark(boolean dark) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** The whole page as {@code target/screenshots/NAME.png}. */
    public void screenshot(String name) throws IOException {
        JsonNode size = send("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
        Map<String, Object> clip = Map.of(
                "x",
                0,
                "y",
                0,
                "width",
                size.get("width").asDouble(),
                "height",
                Math.min(6_000, size.get("height").asDouble()),
                "scale",
                1);
        String data = send(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data")
                .asText();
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(data));
    }

    /** What is wrong with the page as it is for people who see it badly or do not use a mouse: none, if all is well. */
    public List<String> barriers() {
        List<String> barriers = new ArrayList<>();
        evaluate("(() => {" + script("barriers.js") + "\nreturn barriers(); })()")
                .forEach(barrier -> barriers.add(barrier.asText()));
        return barriers;
    }

    public List<String> errors() {
        return tools.errors();
    }

    public List<URI> requests() {
        return tools.requests();
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
        return tools.send(method, parameters);
    }

    private static String script(String name) {
        try (InputStream stream = Browser.class.getResourceAsStream(name)) {
            return new String(Optional.ofNullable(stream).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tools.close();
        all.forEach(ProcessHandle::destroyForcibly);
        // What still wrote into the profile would keep it from being deleted.
        for (ProcessHandle each : all) {
            each.onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
