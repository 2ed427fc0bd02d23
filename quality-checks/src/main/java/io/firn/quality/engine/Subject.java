package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.CommitReader;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.iceberg.Table;

/**
 * A table to judge.
 *
 * @param commits reads what one of its commits did
 * @param scans judges the rows that commits added, by the ids of their snapshots; by the checks' names
 */
public record Subject(
        TableState state,
        Function<SnapshotState, CommitFacts> commits,
        BiFunction<List<Long>, List<CheckConfig>, Map<String, Judgement>> scans) {
    public static Subject of(Table table, TableState state, CommitReader reader, ScanJudgements scans) {
        return new Subject(
                state,
                commit -> reader.read(table, commit),
                (snapshotIds, checks) -> scans.judge(table, snapshotIds, checks));
    }
}
