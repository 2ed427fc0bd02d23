package io.firn.quality.check;

import io.firn.lake.config.CheckKind.RowCount;
import io.firn.lake.config.Threshold;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.Optional;

/** How many rows there are. */
final class Volume {
    private Volume() {}

    static Optional<Judgement> rows(RowCount.Scope scope, Threshold threshold, CommitFacts commit) {
        if (scope == RowCount.Scope.TABLE) {
            String total = commit.snapshot().summary().get("total-records");
            return Optional.of(
                    total == null
                            ? Judgement.unknown("the snapshot's summary does not count the table's rows")
                            : Judgement.of(threshold, Double.parseDouble(total), "the table has " + total + " rows"));
        }
        long rows = commit.added().records();
        return Optional.of(Judgement.of(threshold, (double) rows, "the commit added " + rows + " rows"));
    }

    static Judgement empty(Threshold threshold, CommitFacts commit, EarlierCommits earlier) {
        long inARow = commit.isEmpty()
                ? 1 + earlier.facts().takeWhile(CommitFacts::isEmpty).count()
                : 0;
        return Judgement.of(threshold, (double) inARow, inARow + " commits in a row changed nothing");
    }
}
