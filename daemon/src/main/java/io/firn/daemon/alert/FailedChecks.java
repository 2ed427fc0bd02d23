package io.firn.daemon.alert;

import io.firn.alerts.publish.Finding;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Severity;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import io.firn.quality.engine.CheckStanding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks that fail. */
final class FailedChecks implements FindingSource {
    private final Supplier<Optional<List<CheckStanding>>> standings;
    private final FindingMaker maker;

    FailedChecks(Supplier<Optional<List<CheckStanding>>> standings, FindingMaker maker) {
        this.standings = standings;
        this.maker = maker;
    }

    @Override
    public String name() {
        return "checks";
    }

    @Override
    public Optional<List<Finding>> find() {
        return standings.get().map(all -> all.stream()
                .filter(standing -> standing.shown().map(Judgement::status).equals(Optional.of(Status.FAIL)))
                .map(this::finding)
                .toList());
    }

    private Finding finding(CheckStanding standing) {
        String check = standing.config().name();
        String table = standing.result().table();
        String began = standing.result()
                .cause()
                .map(cause -> " It began with snapshot " + cause.snapshotId() + " of " + cause.committedAt() + ".")
                .orElse("");
        String owner = standing.config()
                .owner()
                .map(who -> " Its owner is " + who + ".")
                .orElse("");
        return maker.make(
                alert(standing.config().kind(), standing.config().severity()),
                table,
                Map.of("check", check),
                "Check " + check + " of " + table + " fails: "
                        + standing.result().shown().reason(),
                "`firn check " + table + " --explain " + check + "` says what it asks for." + began + owner,
                standing.result().since());
    }

    /** What somebody called critical wakes somebody, whatever it looks at. */
    static String alert(CheckKind kind, Severity severity) {
        if (severity == Severity.CRITICAL) {
            return "FirnQualityCheckFailedCritical";
        }
        if (kind instanceof CheckKind.Schema) {
            return "FirnUnapprovedSchemaChange";
        }
        return isVolume(kind) ? "FirnVolumeAnomaly" : "FirnQualityCheckFailed";
    }

    private static boolean isVolume(CheckKind kind) {
        return kind instanceof CheckKind.RowCount
                || (kind instanceof CheckKind.Anomaly anomaly
                        && !anomaly.metric().isOfColumn());
    }
}
