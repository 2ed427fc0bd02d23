package io.firn.quality.check;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Durations;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import java.util.List;
import java.util.Locale;

/** What a check asks for, in a sentence. */
public final class CheckText {
    private CheckText() {}

    /** Without its name, and without what it found. */
    public static String rule(CheckConfig check) {
        String subject = subject(check.kind());
        return hasThreshold(check.kind()) ? subject + " " + words(check.threshold()) : subject;
    }

    private static boolean hasThreshold(CheckKind kind) {
        return kind instanceof CheckKind.OfScan
                || kind instanceof CheckKind.Freshness
                || kind instanceof CheckKind.RowCount
                || kind instanceof CheckKind.EmptyCommits
                || kind instanceof CheckKind.Missing
                || kind instanceof CheckKind.Nan
                || kind instanceof CheckKind.LateTimes
                || kind instanceof Anomaly;
    }

    private static String words(Threshold threshold) {
        String warn = threshold
                .warn()
                .map(bounds -> " and, lest it warn, " + bounds.words())
                .orElse("");
        return threshold.fail().words() + warn;
    }

    private static String subject(CheckKind kind) {
        if (kind instanceof CheckKind.OfScan scan) {
            return counted(scan.unit(), scanned(scan));
        }
        if (kind instanceof CheckKind.Freshness freshness) {
            return freshness
                    .column()
                    .map(column -> "seconds since the newest time of " + column)
                    .orElse("seconds since the last commit of a writer");
        }
        if (kind instanceof CheckKind.RowCount rows) {
            return rows.scope() == CheckKind.RowCount.Scope.TABLE
                    ? "the number of rows of the table"
                    : "the number of rows that a commit adds";
        }
        if (kind instanceof CheckKind.EmptyCommits) {
            return "the number of commits in a row that change nothing";
        }
        if (kind instanceof CheckKind.Missing missing) {
            return counted(missing.unit(), "added values of " + missing.column() + " that are null");
        }
        if (kind instanceof CheckKind.Nan nan) {
            return counted(nan.unit(), "added values of " + nan.column() + " that are NaN");
        }
        if (kind instanceof CheckKind.LateTimes late) {
            return "seconds from the oldest added time of " + late.column() + " to its commit";
        }
        if (kind instanceof Anomaly anomaly) {
            return "the modified z-score of "
                    + anomaly.metric().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + anomaly.column().map(column -> " of " + column).orElse("") + " in buckets of "
                    + Durations.format(anomaly.bucket()) + ", twice in a row,";
        }
        return rule(kind);
    }

    private static String rule(CheckKind kind) {
        if (kind instanceof CheckKind.AllNull allNull) {
            return "a commit must bring values in "
                    + (allNull.columns().isEmpty() ? "every column that had some before" : list(allNull.columns()));
        }
        if (kind instanceof CheckKind.Required required) {
            return "no null may be in "
                    + (required.columns().isEmpty() ? "what the schema requires" : list(required.columns()));
        }
        if (kind instanceof CheckKind.Range range) {
            return "added values of " + range.column() + " must be "
                    + range.min().map(min -> "at least " + min).orElse("")
                    + (range.min().isPresent() && range.max().isPresent() ? " and " : "")
                    + range.max().map(max -> "at most " + max).orElse("");
        }
        if (kind instanceof CheckKind.FutureTimes future) {
            return "added times of " + future.column() + " must not be later than their commit by more than "
                    + Durations.format(future.tolerance());
        }
        if (kind instanceof CheckKind.Schema schema) {
            boolean additions = schema.allowed() == CheckKind.Schema.Changes.ADDITIONS;
            return schema.expected().isEmpty()
                    ? "the schema must not change" + (additions ? ", but for new columns and wider types" : "")
                    : "the schema must have "
                            + list(schema.expected().keySet().stream().sorted().toList())
                            + (additions ? "" : ", and no other column");
        }
        if (kind instanceof CheckKind.PartitionSpec) {
            return "the partition spec must not change";
        }
        if (kind instanceof CheckKind.Operations operations) {
            return "a commit must be one of " + list(operations.allowed());
        }
        if (kind instanceof CheckKind.Writers writers) {
            return "a commit must be by "
                    + (writers.known().isEmpty() ? "a Flink writer" : "one of " + list(writers.known()));
        }
        if (kind instanceof CheckKind.CheckpointRegressed) {
            return "the checkpoints of a Flink writer must not go back";
        }
        if (kind instanceof CheckKind.Rollback) {
            return "the table must not go back to an earlier snapshot";
        }
        return "a snapshot's summary must count what its manifests hold";
    }

    private static String scanned(CheckKind.OfScan kind) {
        if (kind instanceof CheckKind.Duplicate duplicate) {
            return "added rows that occur more than once by " + list(duplicate.columns());
        }
        if (kind instanceof CheckKind.AllowedValues allowed) {
            return "added values of " + allowed.column() + " that are none of the "
                    + allowed.values().size() + " allowed ones";
        }
        if (kind instanceof CheckKind.Matches matches) {
            return "added values of " + matches.column() + " that do not match " + matches.pattern();
        }
        if (kind instanceof CheckKind.Reference reference) {
            return "added rows whose " + list(reference.columns()) + " is not in " + reference.table() + " ("
                    + list(reference.targets()) + ")";
        }
        CheckKind.FailedRows failed = (CheckKind.FailedRows) kind;
        return "added rows found by: " + failed.expression().or(failed::query).orElse("");
    }

    private static String counted(Unit unit, String what) {
        return (unit == Unit.PERCENT ? "the share, in percent, of " : "the number of ") + what;
    }

    private static String list(List<String> names) {
        return String.join(", ", names);
    }
}
