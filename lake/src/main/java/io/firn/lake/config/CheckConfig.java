package io.firn.lake.config;

import java.util.Optional;

/**
 * A check of the tables whose {@code namespace.table} matches a glob. Of two with the same name that match one table the one
 * that is written later counts.
 *
 * @param name a label of metrics
 * @param source where it is written
 */
public record CheckConfig(
        Glob table,
        String name,
        CheckKind kind,
        Threshold threshold,
        Severity severity,
        OnUnknown onUnknown,
        Optional<String> owner,
        Optional<String> description,
        String source) {
    public CheckConfig {
        if (name.isBlank()) {
            throw new IllegalArgumentException("Cannot use a check: it has no name");
        }
    }
}
