package io.firn.quality.check;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.OfScan;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.quality.origin.Origin;
import io.firn.quality.scan.ScanCheck;
import io.firn.quality.scan.ScanChecks;
import io.firn.quality.scan.ScanOutcome;
import io.firn.quality.scan.ScanRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/** Judges the rows that commits added by the checks that have to read them. */
public final class ScanJudgements {
    private final ScanChecks scans;

    public ScanJudgements(ScanChecks scans) {
        this.scans = scans;
    }

    public static boolean judges(CheckKind kind) {
        return kind instanceof OfScan;
    }

    /**
     * All of the checks that scan, in one pass, over the rows of all the commits together.
     *
     * @param snapshotIds of commits, oldest first
     * @return by the checks' names; without a check where there were no rows to judge
     */
    public Map<String, Judgement> judge(Table table, List<Long> snapshotIds, List<CheckConfig> checks) {
        Map<String, CheckConfig> byName = new LinkedHashMap<>();
        checks.stream().filter(check -> judges(check.kind())).forEach(check -> byName.put(check.name(), check));
        Map<String, Judgement> judgements = new LinkedHashMap<>();
        if (byName.isEmpty() || snapshotIds.isEmpty()) {
            return judgements;
        }
        List<ScanCheck> rules = byName.values().stream()
                .map(check -> new ScanCheck(check.name(), rule((OfScan) check.kind())))
                .toList();
        for (ScanOutcome outcome : scans.judge(table, snapshotIds, rules)) {
            CheckConfig check = Optional.ofNullable(byName.get(outcome.check())).orElseThrow();
            judgement(check, outcome).ifPresent(judgement -> judgements.put(check.name(), judgement));
        }
        return judgements;
    }

    private static ScanRule rule(OfScan kind) {
        if (kind instanceof CheckKind.Duplicate duplicate) {
            return new ScanRule.Unique(duplicate.columns());
        }
        if (kind instanceof CheckKind.AllowedValues allowed) {
            return new ScanRule.OneOf(allowed.column(), allowed.values());
        }
        if (kind instanceof CheckKind.Matches matches) {
            return new ScanRule.Matches(matches.column(), matches.pattern());
        }
        if (kind instanceof CheckKind.Reference reference) {
            return new ScanRule.References(reference.columns(), reference.table(), reference.targets());
        }
        CheckKind.FailedRows failed = (CheckKind.FailedRows) kind;
        return failed.query()
                .<ScanRule>map(ScanRule.Sql::new)
                .orElseGet(() -> new ScanRule.BrokenBy(failed.expression().orElseThrow()));
    }

    private static Optional<Judgement> judgement(CheckConfig check, ScanOutcome outcome) {
        if (outcome instanceof ScanOutcome.Unknown unknown) {
            return Optional.of(Judgement.unknown(unknown.reason()));
        }
        ScanOutcome.Counted counted = (ScanOutcome.Counted) outcome;
        if (counted.rows() == 0) {
            return Optional.empty();
        }
        double value = ((OfScan) check.kind()).unit() == Unit.PERCENT
                ? 100.0 * counted.failed() / counted.rows()
                : counted.failed();
        return Optional.of(Judgement.of(check.threshold(), value, words(counted)));
    }

    private static String words(ScanOutcome.Counted counted) {
        double percent = 100.0 * counted.failed() / counted.rows();
        String count = counted.failed() + " of " + counted.rows() + " added rows break it (" + Threshold.number(percent)
                + " %)";
        return counted.first().isEmpty()
                ? count
                : count + ", for example "
                        + counted.first().stream().map(ScanJudgements::words).collect(Collectors.joining(", "));
    }

    private static String words(Origin origin) {
        return origin.topic() + "[" + origin.partition() + "] " + origin.offset();
    }
}
