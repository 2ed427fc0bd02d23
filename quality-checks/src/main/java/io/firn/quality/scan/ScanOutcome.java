package io.firn.quality.scan;

import io.firn.quality.origin.Origin;
import java.util.List;

/** What a scan check found: counts and origins, never a value. */
public sealed interface ScanOutcome {
    String check();

    /**
     * @param rows new rows that were looked at
     * @param failed of them
     * @param first where some of the failed rows came from; empty where the table does not say
     */
    record Counted(String check, long rows, long failed, List<Origin> first) implements ScanOutcome {
        public Counted {
            first = List.copyOf(first);
        }
    }

    /** @param reason holds no value of a row */
    record Unknown(String check, String reason) implements ScanOutcome {}
}
