package io.firn.maintenance.plan;

import java.util.Locale;
import java.util.Optional;

/** What maintenance can do to a table. The id is what the ledger, the metrics and the command line call it. */
public enum Operation {
    COMPACTION("compaction"),
    SNAPSHOT_EXPIRY("snapshot-expiry"),
    DELETE_FILE_REWRITE("delete-file-rewrite"),
    MANIFEST_REWRITE("manifest-rewrite"),
    ORPHAN_REMOVAL("orphan-removal");

    private final String id;

    Operation(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** Reads an id or one of its synonyms, whatever the case. */
    public static Optional<Operation> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "compaction", "compact" -> Optional.of(COMPACTION);
            case "snapshot-expiry", "expire", "expire-snapshots" -> Optional.of(SNAPSHOT_EXPIRY);
            case "manifest-rewrite", "rewrite-manifests" -> Optional.of(MANIFEST_REWRITE);
            case "delete-file-rewrite", "rewrite-delete-files" -> Optional.of(DELETE_FILE_REWRITE);
            case "orphan-removal", "remove-orphans" -> Optional.of(ORPHAN_REMOVAL);
            default -> Optional.empty();
        };
    }
}
