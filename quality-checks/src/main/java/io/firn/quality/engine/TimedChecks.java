package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.table.TableState;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.TableChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What time alone changes of a table that nobody has committed to. */
final class TimedChecks {
    private TimedChecks() {}

    /** The table's record now; empty where it has to be judged, because something that must be written has changed. */
    static Optional<TableRecord> refreshed(
            TableRecord record,
            List<CheckConfig> checks,
            TableState state,
            Predicate<String> shown,
            Duration hold,
            Instant now) {
        for (CheckResult result : record.results().values()) {
            if (!result.at(now, hold).equals(result)) {
                return Optional.empty();
            }
        }
        TableRecord refreshed = record;
        for (CheckConfig check : checks) {
            if (check.kind() instanceof Anomaly anomaly && isOver(record, check, anomaly, now)) {
                return Optional.empty();
            }
            if (check.kind() instanceof CheckKind.Freshness freshness) {
                Judgement judgement = TableChecks.freshness(check, freshness, state, now, shown);
                CheckResult before = record.results().get(check.name());
                if (before == null || before.status() != judgement.status()) {
                    return Optional.empty();
                }
                refreshed = refreshed.with(before.then(judgement, Optional.empty(), now, now, Duration.ZERO));
            }
        }
        return Optional.of(refreshed);
    }

    private static boolean isOver(TableRecord record, CheckConfig check, Anomaly anomaly, Instant now) {
        OpenBucket open = record.open().get(SeriesWatch.key(check, anomaly));
        return open != null && !now.isBefore(SeriesWatch.closesAt(anomaly, open));
    }
}
