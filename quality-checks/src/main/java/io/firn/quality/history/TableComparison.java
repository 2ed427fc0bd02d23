package io.firn.quality.history;

import io.firn.lake.table.FileTotals;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.SnapshotFacts;
import io.firn.lake.table.TableStateReader;
import io.firn.quality.history.TableDiff.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Compares two snapshots of a table by what their manifests say; reads no data. */
public final class TableComparison {
    private final TableStateReader reader;
    private final ShownColumns shown;

    public TableComparison(TableStateReader reader, ShownColumns shown) {
        this.reader = reader;
        this.shown = shown;
    }

    /**
     * @param from as {@link PointInTime} reads it
     * @throws IllegalArgumentException saying why one of the snapshots is not there
     */
    public TableDiff compare(String name, Table table, String from, String to, Instant now) {
        Snapshot older = PointInTime.find(table, from, now);
        Snapshot newer = PointInTime.find(table, to, now);
        SnapshotFacts before = reader.at(table, older);
        SnapshotFacts after = older.snapshotId() == newer.snapshotId() ? before : reader.at(table, newer);
        Side fromSide = side(before);
        Side toSide = side(after);
        return new TableDiff(
                name,
                fromSide,
                toSide,
                new PartitionDiffs(table, shown).of(before.partitions(), after.partitions()),
                new ColumnDiffs(shown).of(before.columns(), after.columns()),
                notes(fromSide, toSide));
    }

    private static Side side(SnapshotFacts facts) {
        FileTotals data = total(facts, PartitionFiles::dataFiles);
        long byKey = total(facts, PartitionFiles::equalityDeletes).records();
        long byPosition = total(facts, PartitionFiles::positionDeletes).records();
        long byVector = total(facts, PartitionFiles::deletionVectors).records();
        Optional<Long> rows = byKey == 0 && byPosition == 0 ? Optional.of(data.records() - byVector) : Optional.empty();
        return new Side(
                facts.snapshot().id(),
                facts.snapshot().committedAt(),
                facts.snapshot().operation(),
                facts.schemaId(),
                rows,
                data.records(),
                byKey,
                byPosition,
                byVector,
                data.files(),
                data.bytes());
    }

    private static FileTotals total(SnapshotFacts facts, Function<PartitionFiles, FileTotals> kind) {
        return facts.partitions().stream().map(kind).reduce(FileTotals.NONE, FileTotals::plus);
    }

    private static List<String> notes(Side from, Side to) {
        List<String> notes = new ArrayList<>();
        if (from.deletedByKey() > 0 || to.deletedByKey() > 0) {
            notes.add("Rows are those before deletes: metadata does not say how many rows a delete by key takes.");
        }
        if (from.deletedByPosition() > 0 || to.deletedByPosition() > 0) {
            notes.add("Rows are those before deletes: deletes by position may repeat or outlive what they delete, so at"
                    + " most as many rows are gone as they have records.");
        }
        boolean deletes = hasDeletes(from) || hasDeletes(to);
        if (deletes) {
            notes.add("Null rates, bounds and rows of partitions count deleted rows that are still in data files.");
        }
        return notes;
    }

    private static boolean hasDeletes(Side side) {
        return side.deletedByKey() + side.deletedByPosition() + side.deletedByVector() > 0;
    }
}
