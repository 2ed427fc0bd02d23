package io.firn.daemon.quality;

import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.Wording;
import io.firn.lake.config.CheckConfig;
import io.firn.quality.check.CheckText;
import io.firn.quality.check.Judgement;
import io.firn.quality.engine.Cause;
import io.firn.quality.engine.CheckResult;
import io.firn.quality.engine.CheckStanding;
import java.util.Optional;

/** Checks as views. */
final class CheckViews {
    private CheckViews() {}

    static CheckView of(CheckStanding standing) {
        CheckConfig config = standing.config();
        CheckResult result = standing.result();
        Judgement judgement = standing.shown().orElse(result.shown());
        Optional<Cause> cause = result.cause();
        return new CheckView(
                result.table(),
                config.name(),
                config.kind().type(),
                Wording.constant(config.severity()),
                judgement.status().word(),
                CheckText.rule(config),
                config.source(),
                config.owner(),
                config.description(),
                Optional.of(result.since()),
                judgement.value(),
                judgement.reason(),
                cause.map(Cause::snapshotId),
                cause.map(Cause::committedAt),
                cause.flatMap(Cause::checkpointId),
                cause.map(Cause::offsets).orElse(""),
                Optional.of(standing.lastRun()));
    }

    static CheckView pending(String table, CheckConfig config) {
        return new CheckView(
                table,
                config.name(),
                config.kind().type(),
                Wording.constant(config.severity()),
                "pending",
                CheckText.rule(config),
                config.source(),
                config.owner(),
                config.description(),
                Optional.empty(),
                Optional.empty(),
                "not judged yet",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }
}
