package io.firn.local.stack;

import java.net.URI;

/** Where a running stack is reached. */
public record Addresses(URI page, String kafka) {
    public URI metrics() {
        return page.resolve("/metrics");
    }
}
