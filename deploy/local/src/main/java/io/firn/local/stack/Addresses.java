package io.firn.local.stack;

import java.net.URI;
import java.util.Optional;

/** Where a running stack is reached. */
public record Addresses(URI page, String kafka, Optional<URI> prometheus, Optional<URI> alertmanager) {
    public URI metrics() {
        return page.resolve("/metrics");
    }
}
