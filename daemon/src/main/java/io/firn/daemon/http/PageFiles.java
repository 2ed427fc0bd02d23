package io.firn.daemon.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The status page, from memory. */
final class PageFiles {
    private static final String FOLDER = "/io/firn/daemon/page/";

    private PageFiles() {}

    static void add(RoutesConfig routes) {
        serve(routes, "/", "index.html", "text/html; charset=utf-8");
        serve(routes, "/style.css", "style.css", "text/css; charset=utf-8");
        serve(routes, "/page.js", "page.js", "text/javascript; charset=utf-8");
        serve(routes, "/dom.js", "dom.js", "text/javascript; charset=utf-8");
        serve(routes, "/words.js", "words.js", "text/javascript; charset=utf-8");
        serve(routes, "/favicon.svg", "favicon.svg", "image/svg+xml");
    }

    private static void serve(RoutesConfig routes, String path, String file, String type) {
        byte[] content = content(file);
        routes.get(path, request -> request.contentType(type).result(content));
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
