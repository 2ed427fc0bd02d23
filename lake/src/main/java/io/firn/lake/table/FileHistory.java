package io.firn.lake.table;

import java.time.Instant;
import java.util.List;

/**
 * How the files of a table's current branch came and went.
 *
 * @param from when the history begins
 * @param atStart the live files at that moment
 * @param changes of each writer's snapshot since, oldest first; rewrites, which change no rows, are left out
 */
public record FileHistory(Instant from, List<PartitionFiles> atStart, List<FileChanges> changes) {
    public FileHistory {
        atStart = List.copyOf(atStart);
        changes = List.copyOf(changes);
    }
}
