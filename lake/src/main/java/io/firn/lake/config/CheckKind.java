package io.firn.lake.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a check looks at. Its value is compared with the check's {@link Threshold}, where it has one. */
public sealed interface CheckKind {
    /** As {@code type} in the configuration. */
    String type();

    /** Needs nothing but manifests and metadata. */
    sealed interface OfMetadata extends CheckKind {}

    /** Reads columns of newly added files. */
    sealed interface OfScan extends CheckKind {
        /** How the rows that break it are counted. */
        Unit unit();
    }

    /** Seconds since the newest value of a time column, or since a writer's last commit without one. */
    record Freshness(Optional<String> column) implements OfMetadata {
        @Override
        public String type() {
            return "freshness";
        }
    }

    /** Rows that a commit added, or that the table has (before deletes). */
    record RowCount(Scope scope) implements OfMetadata {
        /** What is counted. */
        public enum Scope {
            COMMIT,
            TABLE
        }

        @Override
        public String type() {
            return "row_count";
        }
    }

    /** Commits in a row, up to the newest, that added and deleted nothing. */
    record EmptyCommits() implements OfMetadata {
        @Override
        public String type() {
            return "empty_commits";
        }
    }

    /** Nulls among the rows that a commit added. */
    record Missing(String column, Unit unit) implements OfMetadata {
        public Missing {
            Checked.column(column);
        }

        @Override
        public String type() {
            return "missing";
        }
    }

    /** NaNs among the rows that a commit added. */
    record Nan(String column, Unit unit) implements OfMetadata {
        public Nan {
            Checked.column(column);
        }

        @Override
        public String type() {
            return "nan";
        }
    }

    /**
     * Columns in which a commit added nothing but nulls.
     *
     * @param columns without any: every column, where that is too unlikely by the earlier commits to be chance
     */
    record AllNull(List<String> columns) implements OfMetadata {
        public AllNull {
            columns = List.copyOf(columns);
        }

        @Override
        public String type() {
            return "all_null";
        }
    }

    /** Nulls in columns that must not have any; without columns, in those that the schema requires. */
    record Required(List<String> columns) implements OfMetadata {
        public Required {
            columns = List.copyOf(columns);
        }

        @Override
        public String type() {
            return "required";
        }
    }

    /** Whether all that a commit added lies within limits, by the files' bounds. */
    record Range(String column, Optional<Limit> min, Optional<Limit> max) implements OfMetadata {
        public Range {
            Checked.column(column);
            if (min.isEmpty() && max.isEmpty()) {
                throw new IllegalArgumentException("Cannot check range: neither 'min' nor 'max' is given");
            }
        }

        @Override
        public String type() {
            return "range";
        }
    }

    /** Times later than the commit that added them. */
    record FutureTimes(String column, Duration tolerance) implements OfMetadata {
        public FutureTimes {
            Checked.column(column);
        }

        @Override
        public String type() {
            return "future_times";
        }
    }

    /** Seconds between the oldest time that a commit added and the commit. */
    record LateTimes(String column) implements OfMetadata {
        public LateTimes {
            Checked.column(column);
        }

        @Override
        public String type() {
            return "late_times";
        }
    }

    /**
     * Changes of the schema.
     *
     * @param expected types by column, as Iceberg writes them; without any, a commit's schema is compared with the one before
     */
    record Schema(Changes allowed, Map<String, String> expected) implements OfMetadata {
        /** Which changes are no finding. */
        public enum Changes {
            NONE,
            /** New columns, wider types, and an end of "required". */
            ADDITIONS
        }

        public Schema {
            expected = Map.copyOf(expected);
        }

        @Override
        public String type() {
            return "schema";
        }
    }

    /** Whether a commit wrote under another partition spec than the one before. */
    record PartitionSpec() implements OfMetadata {
        @Override
        public String type() {
            return "partition_spec";
        }
    }

    /** Whether a commit did something else than it should, {@code overwrite} or {@code delete} for example. */
    record Operations(List<String> allowed) implements OfMetadata {
        public Operations {
            allowed = List.copyOf(allowed);
        }

        @Override
        public String type() {
            return "operations";
        }
    }

    /** Whether somebody else wrote than these: pipeline lineages, Flink job ids or Spark application ids. */
    record Writers(List<String> known) implements OfMetadata {
        public Writers {
            known = List.copyOf(known);
        }

        @Override
        public String type() {
            return "unknown_writer";
        }
    }

    /** Whether a Flink writer committed a checkpoint that is older than its one before. */
    record CheckpointRegressed() implements OfMetadata {
        @Override
        public String type() {
            return "checkpoint_regressed";
        }
    }

    /** Whether the table went back to an earlier snapshot. */
    record Rollback() implements OfMetadata {
        @Override
        public String type() {
            return "rollback";
        }
    }

    /** Whether a snapshot's summary counts something else than its manifests. */
    record SummaryDrift() implements OfMetadata {
        @Override
        public String type() {
            return "summary_drift";
        }
    }

    /**
     * How unusual a metric is, by its modified z-score over buckets of time (UTC).
     *
     * @param training how far back the points must reach before any is judged
     */
    record Anomaly(Metric metric, Optional<String> column, Duration bucket, Duration training) implements OfMetadata {
        /** Of the score, where the configuration says nothing else: Iglewicz and Hoaglin's limit. */
        public static final Threshold USUAL = Threshold.below(3.5);

        /** What is summed up in a bucket. */
        public enum Metric {
            ROW_COUNT,
            COMMITS,
            /** Share of nulls. */
            MISSING,
            MINIMUM,
            MAXIMUM;

            public boolean isOfColumn() {
                return this != ROW_COUNT && this != COMMITS;
            }
        }

        public Anomaly {
            if (metric.isOfColumn() != column.isPresent()) {
                throw new IllegalArgumentException(
                        "Cannot look for anomalies of " + metric.name().toLowerCase(java.util.Locale.ROOT)
                                + ": 'column' is " + (column.isPresent() ? "not used" : "missing"));
            }
            if (bucket.toSeconds() < 1) {
                throw new IllegalArgumentException("Cannot look for anomalies in buckets of " + bucket);
            }
        }

        @Override
        public String type() {
            return "anomaly";
        }
    }

    /** Added rows whose values in these columns another added row had before them. */
    record Duplicate(List<String> columns, Unit unit) implements OfScan {
        public Duplicate {
            columns = Checked.columns(columns);
        }

        @Override
        public String type() {
            return "duplicate";
        }
    }

    /** Values, nulls left out, that are none of these. */
    record AllowedValues(String column, List<String> values, Unit unit) implements OfScan {
        public AllowedValues {
            Checked.column(column);
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("Cannot check allowed values: 'values' has none");
            }
        }

        @Override
        public String type() {
            return "allowed_values";
        }
    }

    /** Texts, nulls left out, that do not match as a whole. */
    record Matches(String column, Pattern pattern, Unit unit) implements OfScan {
        public Matches {
            Checked.column(column);
        }

        @Override
        public String type() {
            return "pattern";
        }
    }

    /** Rows whose values in these columns another table does not have. */
    record Reference(List<String> columns, String table, List<String> targets, Unit unit) implements OfScan {
        public Reference {
            columns = Checked.columns(columns);
            if (table.isBlank()) {
                throw new IllegalArgumentException("Cannot check reference: 'reference.table' is missing");
            }
            targets = Checked.columns(targets);
            if (columns.size() != targets.size()) {
                throw new IllegalArgumentException(
                        "Cannot check reference: " + columns.size() + " columns refer to " + targets.size());
            }
        }

        @Override
        public String type() {
            return "reference";
        }
    }

    /**
     * Added rows that break a rule over several columns.
     *
     * @param expression SQL that is true of a row that breaks the rule
     * @param query SQL over the table {@code new_rows} (the added ones) that returns the rows that break it
     */
    record FailedRows(Optional<String> expression, Optional<String> query, Unit unit) implements OfScan {
        public FailedRows {
            if (expression.isPresent() == query.isPresent()) {
                throw new IllegalArgumentException(
                        "Cannot check failed rows: exactly one of 'expression' and 'query' must be given");
            }
        }

        @Override
        public String type() {
            return "failed_rows";
        }
    }
}
