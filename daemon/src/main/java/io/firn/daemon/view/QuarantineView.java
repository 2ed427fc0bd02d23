package io.firn.daemon.view;

import java.time.Instant;

/**
 * What one run of orphan removal has moved to quarantine and {@code firn undo} puts back.
 *
 * @param table {@code namespace.table}
 * @param undoUntil until then for sure; what is deleted for good afterwards is gone
 */
public record QuarantineView(String run, String table, long files, long bytes, Instant undoUntil) {}
