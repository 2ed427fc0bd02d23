package io.firn.alerts.publish;

import java.net.URI;
import java.util.Optional;

/**
 * Where what is told leads to.
 *
 * @param pageUrl of the daemon's page
 * @param runbookUrl of the folder of runbooks
 */
public record Links(Optional<URI> pageUrl, Optional<URI> runbookUrl) {
    public static final Links NONE = new Links(Optional.empty(), Optional.empty());

    /** What to do about it. */
    public Optional<String> runbook(Finding finding) {
        return runbookUrl.map(url -> url.toString().replaceFirst("/*$", "/") + finding.alert() + ".md");
    }

    /** The daemon's page. */
    public Optional<String> page() {
        return pageUrl.map(URI::toString);
    }
}
