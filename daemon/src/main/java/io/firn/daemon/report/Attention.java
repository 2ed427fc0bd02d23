package io.firn.daemon.report;

import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.Health;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a table needs somebody's attention, and why: what the overview is sorted by.
 *
 * @param level 0 to {@link #CRITICAL}
 */
record Attention(int level, List<String> reasons) {
    static final int WARNING = 1;
    static final int LOOK = 2;
    static final int CRITICAL = 3;

    private static final int MOST_REASONS = 4;

    Attention {
        reasons = List.copyOf(reasons);
    }

    /** @param checks of the table that do not pass */
    static Attention judge(Health health, boolean missesRecords, List<CheckView> checks) {
        List<String> reasons = new ArrayList<>(health.reasons());
        int level = missesRecords ? CRITICAL : health.ok() ? 0 : LOOK;
        for (CheckView check : checks) {
            if (check.fails()) {
                level = Math.max(level, check.severity().equals("critical") ? CRITICAL : LOOK);
                reasons.add("check " + check.check() + " fails");
            }
        }
        for (CheckView check : checks) {
            if (check.warns()) {
                level = Math.max(level, WARNING);
                reasons.add("check " + check.check() + " warns");
            }
        }
        if (reasons.size() > MOST_REASONS) {
            int more = reasons.size() - MOST_REASONS + 1;
            reasons = new ArrayList<>(reasons.subList(0, MOST_REASONS - 1));
            reasons.add("and " + more + " more reasons");
        }
        return new Attention(level, reasons);
    }
}
