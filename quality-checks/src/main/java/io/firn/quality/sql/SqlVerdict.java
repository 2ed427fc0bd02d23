package io.firn.quality.sql;

import io.firn.quality.origin.Origin;
import java.util.List;

/** What a rule in SQL found. */
public sealed interface SqlVerdict {
    /**
     * @param failed rows that the query returned
     * @param first origins of some of them, where the query returns the column {@code _kafka}
     */
    record Counted(long failed, List<Origin> first) implements SqlVerdict {
        public Counted {
            first = List.copyOf(first);
        }
    }

    /** @param reason holds no value of a row */
    record Unknown(String reason) implements SqlVerdict {}
}
