package io.firn.quality.check;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Judges a commit by what its manifests and its summary say. A pure function: the same commit, with the same ones before
 * it, is always judged the same.
 */
public final class CommitChecks {
    private CommitChecks() {}

    /** Whether a check is judged commit by commit, from metadata. */
    public static boolean judges(CheckKind kind) {
        return kind instanceof CheckKind.OfMetadata
                && !(kind instanceof CheckKind.Freshness)
                && !(kind instanceof CheckKind.Rollback)
                && !(kind instanceof CheckKind.Anomaly);
    }

    /**
     * @param earlier what the commit is compared with
     * @param shown whether a column's bounds may leave the process
     * @return empty where the commit has nothing that the check could judge, as one without rows for a check of values
     */
    public static Optional<Judgement> judge(
            CheckConfig check, CommitFacts commit, EarlierCommits earlier, Predicate<String> shown) {
        CheckKind kind = check.kind();
        if (kind instanceof CheckKind.RowCount rows) {
            return Volume.rows(rows.scope(), check.threshold(), commit);
        }
        if (kind instanceof CheckKind.EmptyCommits) {
            return Optional.of(Volume.empty(check.threshold(), commit, earlier));
        }
        if (kind instanceof CheckKind.Schema schema) {
            return Optional.of(SchemaDrift.judge(schema, commit, earlier));
        }
        if (kind instanceof CheckKind.Operations operations) {
            return Optional.of(Writers.operation(operations, commit));
        }
        if (kind instanceof CheckKind.Writers writers) {
            return Optional.of(Writers.writer(writers, commit));
        }
        if (kind instanceof CheckKind.CheckpointRegressed) {
            return Writers.checkpoint(commit, earlier);
        }
        if (kind instanceof CheckKind.SummaryDrift) {
            return Optional.of(SummaryDrift.judge(commit, earlier));
        }
        boolean judgesValues = judges(kind);
        return judgesValues && commit.added().records() > 0
                ? Optional.of(values(check, commit, earlier, shown))
                : Optional.empty();
    }

    private static Judgement values(
            CheckConfig check, CommitFacts commit, EarlierCommits earlier, Predicate<String> shown) {
        CheckKind kind = check.kind();
        if (kind instanceof CheckKind.Missing missing) {
            return Nulls.missing(missing, check.threshold(), commit);
        }
        if (kind instanceof CheckKind.Nan nan) {
            return Nulls.nan(nan, check.threshold(), commit);
        }
        if (kind instanceof CheckKind.Required required) {
            return Nulls.required(required.columns(), commit);
        }
        if (kind instanceof CheckKind.AllNull allNull) {
            return allNull.columns().isEmpty()
                    ? GoneNull.judge(commit, earlier)
                    : Nulls.allNull(allNull.columns(), commit);
        }
        if (kind instanceof CheckKind.Range range) {
            return ValueBounds.range(range, commit, shown);
        }
        if (kind instanceof CheckKind.FutureTimes future) {
            return ValueBounds.future(future, commit, shown);
        }
        if (kind instanceof CheckKind.LateTimes late) {
            return ValueBounds.late(late, check.threshold(), commit, shown);
        }
        if (kind instanceof CheckKind.PartitionSpec) {
            return SchemaDrift.partitionSpec(commit, earlier);
        }
        throw new IllegalArgumentException("Cannot judge a commit by a check of type " + kind.type());
    }
}
