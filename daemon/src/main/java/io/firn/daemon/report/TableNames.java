package io.firn.daemon.report;

import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** Names of tables as people write them. */
final class TableNames {
    private TableNames() {}

    /** @param name {@code namespace.table}; empty for what cannot be one */
    static Optional<TableIdentifier> parse(String name) {
        try {
            return name.isBlank() ? Optional.empty() : Optional.of(TableIdentifier.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
