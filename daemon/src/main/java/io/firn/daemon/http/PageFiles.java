package io.firn.daemon.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The page, from memory. */
final class PageFiles {
    private static final String FOLDER = "/io/firn/daemon/page/";
    private static final List<String> FILES = List.of(
            "style.css",
            "views.css",
            "favicon.svg",
            "page.js",
            "ask.js",
            "dom.js",
            "words.js",
            "chart.js",
            "notices.js",
            "parts.js",
            "markdown.js",
            "overview.js",
            "tables.js",
            "table.js",
            "facts.js",
            "runs.js",
            "alerts.js");

    private PageFiles() {}

    static void add(RoutesConfig routes) {
        paths().forEach(path -> {
            String file = path.equals("/") ? "index.html" : path.substring(1);
            byte[] content = content(file);
            String type = type(file);
            routes.get(path, request -> request.contentType(type).result(content));
        });
    }

    static List<String> paths() {
        return Stream.concat(Stream.of("/"), FILES.stream().map(file -> "/" + file))
                .toList();
    }

    private static String type(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    private static byte[] content(String file) {
        try (InputStream stream = PageFiles.class.getResourceAsStream(FOLDER + file)) {
            if (stream == null) {
                throw new IllegalStateException("Cannot serve the page: " + file + " is not in the program");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
