package io.firn.metrics.table;

import static io.firn.metrics.series.Series.counter;
import static io.firn.metrics.series.Series.gauge;
import static io.firn.metrics.series.Series.histogram;

import io.firn.metrics.series.Series;
import java.util.List;

/** The series of a table; dashboards and alerts depend on these names. */
public final class TableSeries {
    static final Series FILES = of("firn_table_files", "Live files of the current snapshot", "content");
    static final Series FILE_BYTES = of("firn_table_file_bytes", "Bytes of the live files", "content");
    static final Series RECORDS = of("firn_table_records", "Records in data files, before deletes are applied");
    static final Series SMALL_FILES =
            of("firn_table_small_files", "Data files below the size from which compaction leaves a file alone");
    static final Series EQUALITY_DELETE_RECORDS =
            of("firn_table_equality_delete_records", "Records in live equality delete files");
    static final Series MANIFESTS = of("firn_table_manifests", "Manifests of the current snapshot", "content");
    static final Series MANIFEST_BYTES = of("firn_table_manifest_bytes", "Bytes of these manifests", "content");
    static final Series SNAPSHOTS = of("firn_table_snapshots", "Snapshots that the table's metadata keeps");
    static final Series OLDEST_SNAPSHOT =
            of("firn_table_oldest_snapshot_timestamp_seconds", "When the oldest snapshot was committed");
    static final Series SCHEMA_ID = of("firn_table_schema_id", "Id of the current schema; it changes with the schema");
    static final Series FILE_SIZES = of(
            "firn_table_file_size_bytes",
            "Live data files of at most so many bytes, where the daemon is told to",
            "le");
    static final Series METADATA_BYTES = of("firn_table_metadata_bytes", "Bytes of the current metadata file");
    static final Series REFS = of("firn_table_refs", "Branches and tags");
    static final Series PARTITIONS = of("firn_table_partitions", "Partitions with live files");
    static final Series PARTITION_SKEW = of(
            "firn_table_partition_skew_ratio",
            "Data bytes of the largest partition over the median partition's, the open time partition left out");
    static final Series LAST_COMMIT =
            of("firn_table_last_commit_timestamp_seconds", "When a writer, not maintenance, last committed");
    static final Series EVENT_WATERMARK = of(
            "firn_table_event_watermark_timestamp_seconds",
            "Newest event time in the table, never later than when it was read");
    static final Series EVENT_TO_QUERYABLE = histogram(
            "firn_table_event_to_queryable_seconds",
            "From the record time of the oldest record of a data file to the commit that added the file",
            "catalog",
            "table");
    static final Series COMMITS = counter(
            "firn_table_commits_total", "Commits to the current branch by operation", "catalog", "table", "operation");
    static final Series ADDED_RECORDS = counter(
            "firn_table_added_records_total",
            "Records added by commits, those of rewrites left out",
            "catalog",
            "table");
    static final Series LINEAGE_GAPS = counter(
            "firn_table_lineage_gaps_total",
            "Times that snapshots were expired before their commits were counted",
            "catalog",
            "table");

    /** Every series above. */
    public static final List<Series> ALL = List.of(
            FILES,
            FILE_BYTES,
            RECORDS,
            SMALL_FILES,
            EQUALITY_DELETE_RECORDS,
            MANIFESTS,
            MANIFEST_BYTES,
            SNAPSHOTS,
            SCHEMA_ID,
            FILE_SIZES,
            OLDEST_SNAPSHOT,
            METADATA_BYTES,
            REFS,
            PARTITIONS,
            PARTITION_SKEW,
            LAST_COMMIT,
            EVENT_WATERMARK,
            EVENT_TO_QUERYABLE,
            COMMITS,
            ADDED_RECORDS,
            LINEAGE_GAPS);

    private TableSeries() {}

    private static Series of(String name, String help) {
        return gauge(name, help, "catalog", "table");
    }

    private static Series of(String name, String help, String label) {
        return gauge(name, help, "catalog", "table", label);
    }
}
