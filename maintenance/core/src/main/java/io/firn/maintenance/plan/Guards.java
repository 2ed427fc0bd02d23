package io.firn.maintenance.plan;

import io.firn.lake.table.TableState;
import java.util.Optional;

/** What forbids an operation on a table, whoever asks for it. */
public final class Guards {
    private Guards() {}

    /** Why the operation is refused; empty when it may run. */
    public static Optional<String> refusal(TableState state, Operation operation) {
        return switch (operation) {
            case COMPACTION ->
                state.formatVersion() >= 3
                        ? Optional.of("format version " + state.formatVersion()
                                + " has row lineage, which a rewrite of rows would lose")
                        : Optional.empty();
            case SNAPSHOT_EXPIRY ->
                "false".equalsIgnoreCase(state.properties().getOrDefault("gc.enabled", "true"))
                        ? Optional.of("gc.enabled is false: other tables may need this table's files")
                        : Optional.empty();
            case MANIFEST_REWRITE -> Optional.empty();
        };
    }
}
