package io.firn.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.maintenance.plan.RestorePoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One table of the lake, as the command line and the page show it.
 *
 * @param records rows that a reader sees
 * @param recordsExact false where counting them would cost too much; {@code records} is then an earlier count, or
 *     ignores deletes
 * @param smallFiles data files that compaction would pick
 * @param lastCommit of a writer: maintenance does not count
 * @param pauses that hold for the table, its own and those of every table
 * @param columns left out where many tables are listed, as are {@code writers} and {@code restorePoints}
 * @param restorePoints back to which checkpoint each Flink writer can still be restored
 */
public record TableView(
        String table,
        long records,
        boolean recordsExact,
        long dataFiles,
        long dataBytes,
        long smallFiles,
        long deleteFiles,
        long deleteRecords,
        long snapshots,
        long manifests,
        Optional<Instant> lastCommit,
        Health health,
        List<PauseView> pauses,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ColumnView> columns,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<WriterView> writers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RestorePoint> restorePoints) {
    public TableView {
        columns = columns == null ? List.of() : List.copyOf(columns);
        writers = writers == null ? List.of() : List.copyOf(writers);
        pauses = pauses == null ? List.of() : List.copyOf(pauses);
        restorePoints = restorePoints == null ? List.of() : List.copyOf(restorePoints);
    }

    /** As a list of tables shows it. */
    public TableView withoutDetails() {
        return new TableView(
                table,
                records,
                recordsExact,
                dataFiles,
                dataBytes,
                smallFiles,
                deleteFiles,
                deleteRecords,
                snapshots,
                manifests,
                lastCommit,
                health,
                pauses,
                List.of(),
                List.of(),
                List.of());
    }
}
