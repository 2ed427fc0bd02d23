package io.firn.metrics.cloudwatch;

import io.firn.lake.config.CloudWatchConfig;
import io.firn.lake.config.Glob;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which series go to CloudWatch, and of which tables and topics one by one. */
final class ChosenSeries {
    /** What an operator is woken for, or needs first when woken; kept short, as each costs money. */
    static final List<String> DEFAULT = List.of(
            "firn_table_unqueryable_age_seconds",
            "firn_table_event_watermark_timestamp_seconds",
            "firn_table_last_commit_timestamp_seconds",
            "firn_table_records",
            "firn_table_added_records_total",
            "firn_table_files",
            "firn_table_small_files",
            "firn_table_equality_delete_records",
            "firn_kafka_group_lag_records",
            "firn_kafka_group_lag_seconds",
            "firn_kafka_retention_headroom_seconds",
            "firn_maintenance_consecutive_failures",
            "firn_maintenance_runs_total",
            "firn_quality_check_status",
            "firn_reconciliation_missing_records",
            "firn_slo_evaluations_total",
            "firn_slo_bad_evaluations_total",
            "firn_slo_objective_ratio",
            "firn_tables",
            "firn_heartbeat_timestamp_seconds",
            "firn_collector_last_success_timestamp_seconds",
            "firn_collector_errors_total",
            "firn_series_dropped_total");

    private final CloudWatchConfig config;
    private final List<Glob> globs;
    private final Map<String, String> tables = new HashMap<>();

    /** The streams of {@code pipeline} say which table a topic belongs to. */
    ChosenSeries(CloudWatchConfig config, PipelineConfig pipeline) {
        this.config = config;
        this.globs = config.series().isEmpty() ? DEFAULT.stream().map(Glob::new).toList() : config.series();
        for (StreamConfig stream : pipeline.streams()) {
            List.of(stream.topic(), stream.validTopic(), stream.deadLetterTopic())
                    .forEach(topic -> tables.put(topic, stream.table()));
        }
    }

    boolean contains(String series) {
        return globs.stream().anyMatch(glob -> glob.matches(series));
    }

    /** The table of tier 1 that labels belong to; a topic belongs to the table that it lands in. */
    Optional<String> tierOne(Optional<String> table, Optional<String> topic) {
        return table.or(() -> topic.map(tables::get)).filter(config::isTierOne);
    }
}
