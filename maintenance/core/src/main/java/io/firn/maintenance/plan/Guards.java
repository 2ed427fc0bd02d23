package io.firn.maintenance.plan;

import io.firn.lake.table.TableState;
import java.util.Optional;

/** What forbids an operation on a table, whoever asks for it. */
public final class Guards {
    private static final int NEWEST_WITH_KNOWN_LINEAGE = 3;

    private Guards() {}

    /** Why the operation is refused; empty when it may run. */
    public static Optional<Refusal> refusal(TableState state, Operation operation) {
        return switch (operation) {
            case COMPACTION ->
                state.formatVersion() > NEWEST_WITH_KNOWN_LINEAGE
                        ? Optional.of(new Refusal(
                                Guard.H18,
                                "format version " + state.formatVersion()
                                        + " is not known: a rewrite of rows might lose their lineage"))
                        : Optional.empty();
            case SNAPSHOT_EXPIRY, ORPHAN_REMOVAL ->
                "false".equalsIgnoreCase(state.properties().getOrDefault("gc.enabled", "true"))
                        ? Optional.of(
                                new Refusal(Guard.H5, "gc.enabled is false: other tables may need this table's files"))
                        : Optional.empty();
            case DELETE_FILE_REWRITE, MANIFEST_REWRITE -> Optional.empty();
        };
    }
}
