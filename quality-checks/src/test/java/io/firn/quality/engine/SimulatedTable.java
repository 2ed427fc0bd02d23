package io.firn.quality.engine;

import io.firn.lake.table.ColumnState;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.quality.commit.ColumnFacts;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A table of laboratory values in which commits take no time and happen whenever the test says. */
final class SimulatedTable {
    private static final int RETAINED = 60;

    private final List<SnapshotState> snapshots = new ArrayList<>();
    private final Map<Long, CommitFacts> facts = new HashMap<>();
    private long offset;

    /**
     * What a source sends.
     *
     * @param nullShare of the column VALUE
     * @param factor of the values
     * @param lateness of the oldest event
     * @param withUnit whether there is a column UNIT
     */
    record Batch(long rows, double nullShare, double factor, Duration lateness, boolean withUnit) {
        static Batch of(long rows) {
            return new Batch(rows, 0.01, 1, Duration.ofMinutes(2), true);
        }
    }

    void commit(Instant at, Batch batch) {
        long id = snapshots.isEmpty() ? 1 : snapshots.get(snapshots.size() - 1).id() + 1;
        long total = snapshots.isEmpty()
                ? 0
                : Long.parseLong(snapshots.get(snapshots.size() - 1).summary().get("total-records"));
        Map<String, String> summary = Map.of(
                "added-records",
                String.valueOf(batch.rows()),
                "added-data-files",
                "1",
                "total-records",
                String.valueOf(total + batch.rows()),
                "flink.job-id",
                "job",
                "flink.operator-id",
                "sink",
                "flink.max-committed-checkpoint-id",
                String.valueOf(id));
        SnapshotState snapshot = new SnapshotState(
                id, id == 1 ? Optional.empty() : Optional.of(id - 1), id, at, "append", "list-" + id, summary);
        snapshots.add(snapshot);
        facts.put(id, facts(snapshot, batch));
        while (snapshots.size() > RETAINED) {
            facts.remove(snapshots.remove(0).id());
        }
    }

    Subject subject(Instant now) {
        TableState state = new TableState(
                "firn",
                TableIdentifier.of("trial", "labs"),
                "uuid",
                "memory:/labs",
                2,
                0,
                "memory:/labs/metadata/" + snapshots.get(snapshots.size() - 1).id(),
                1_000,
                now,
                Optional.of(snapshots.get(snapshots.size() - 1).id()),
                List.<ColumnState>of(),
                List.of(),
                List.of(),
                snapshots,
                Map.of(),
                Map.of());
        return new Subject(state, snapshot -> facts.get(snapshot.id()), (ids, checks) -> Map.of());
    }

    private CommitFacts facts(SnapshotState snapshot, Batch batch) {
        long rows = batch.rows();
        long newest = micros(snapshot.committedAt().minusSeconds(1));
        long oldest = micros(snapshot.committedAt().minus(batch.lateness()));
        Map<String, ColumnFacts> columns = new HashMap<>();
        column(columns, 1, "ID", Types.LongType.get(), rows, 0, offset, offset + rows - 1);
        column(
                columns,
                2,
                "VALUE",
                Types.DoubleType.get(),
                rows,
                Math.round(rows * batch.nullShare()),
                3.0 * batch.factor(),
                90.0 * batch.factor());
        column(columns, 3, "EVENT", Types.TimestampType.withZone(), rows, 0, oldest, newest);
        column(columns, 4, "COMMENT", Types.StringType.get(), rows, rows - Math.min(rows, offset % 3), null, null);
        if (batch.withUnit()) {
            column(columns, 5, "UNIT", Types.StringType.get(), rows, 0, null, null);
        }
        OffsetRange range = new OffsetRange(Optional.of("labs"), 0, 0, offset, offset + rows - 1);
        offset += rows;
        return new CommitFacts(
                snapshot,
                batch.withUnit() ? 0 : 1,
                Set.of(0),
                new FileTotals(1, rows * 20, rows),
                FileTotals.NONE,
                FileTotals.NONE,
                FileTotals.NONE,
                columns,
                List.of(range));
    }

    private static void column(
            Map<String, ColumnFacts> columns,
            int id,
            String name,
            Type type,
            long rows,
            long nulls,
            Object lower,
            Object upper) {
        columns.put(
                name,
                new ColumnFacts(
                        id,
                        name,
                        type,
                        id == 1,
                        Optional.of(rows),
                        Optional.of(nulls),
                        Optional.of(0L),
                        lower != null,
                        Optional.ofNullable(lower),
                        Optional.ofNullable(upper)));
    }

    private static long micros(Instant time) {
        return time.toEpochMilli() * 1_000;
    }
}
