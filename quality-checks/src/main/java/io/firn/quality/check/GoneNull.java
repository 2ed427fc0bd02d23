package io.firn.quality.check;

import io.firn.quality.commit.ColumnFacts;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds columns that had values until a commit brought nothing but nulls. A column that is seldom filled does that by chance:
 * with a share p of nulls over the earlier commits a commit of n rows has none but nulls with a chance of p^n, if rows are
 * independent of each other. They seldom are, so only a chance below one in a thousand million counts.
 */
final class GoneNull {
    private static final int COMMITS_COMPARED = 10;
    private static final int COMMITS_NEEDED = 3;
    private static final double CHANCE = 1e-9;

    private GoneNull() {}

    static Judgement judge(CommitFacts commit, EarlierCommits earlier) {
        List<String> gone = new ArrayList<>();
        for (ColumnFacts column : commit.columns().values()) {
            if (column.type().isPrimitiveType()
                    && column.allNull().orElse(false)
                    && isGone(column, commit.added().records(), earlier)) {
                gone.add(column.name());
            }
        }
        gone.sort(String::compareTo);
        return gone.isEmpty()
                ? Judgement.pass("no column lost all of its values").withValue(0)
                : Judgement.fail("the commit added nothing but nulls to " + String.join(", ", gone)
                                + ", which had values before")
                        .withValue(gone.size());
    }

    private static boolean isGone(ColumnFacts column, long rows, EarlierCommits earlier) {
        long values = 0;
        long nulls = 0;
        int commits = 0;
        for (CommitFacts before : (Iterable<CommitFacts>) earlier.withRows().limit(COMMITS_COMPARED)::iterator) {
            Optional<ColumnFacts> known = before.column(column.name())
                    .filter(same -> same.values().isPresent() && same.nulls().isPresent());
            if (known.isEmpty() || known.get().allNull().orElse(true)) {
                return false;
            }
            values += known.get().values().orElse(0L);
            nulls += known.get().nulls().orElse(0L);
            commits++;
        }
        // Laplace's rule: a column that was never null may be now and then.
        double share = (nulls + 1.0) / (values + 2.0);
        return commits >= COMMITS_NEEDED && Math.pow(share, (double) rows) < CHANCE;
    }
}
