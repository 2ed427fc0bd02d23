package io.firn.metrics.lag;

import static io.firn.metrics.series.Series.gauge;

import io.firn.metrics.series.Sample;
import io.firn.metrics.series.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A view of lag as samples. What is not known has none. */
final class LagSeries {
    private static final Series RECORDS = gauge(
            "firn_kafka_group_lag_records",
            "Committed records that a consumer group has not committed yet",
            "group",
            "topic");
    private static final Series SECONDS = gauge(
            "firn_kafka_group_lag_seconds",
            "Age of the oldest record that a consumer group has not committed yet",
            "group",
            "topic");
    private static final Series STATUS = gauge(
            "firn_kafka_group_status",
            "Whether a consumer group reads what waits for it; 1 for the state that it is in",
            "group",
            "topic",
            "state");
    private static final Series HEADROOM = gauge(
            "firn_kafka_retention_headroom_seconds",
            "Time until retention may delete a record that a consumer group has not committed yet",
            "group",
            "topic");
    private static final Series CATCH_UP = gauge(
            "firn_kafka_catchup_seconds",
            "Time until a consumer group has caught up, as fast as it did lately",
            "group",
            "topic");
    private static final Series UNQUERYABLE = gauge(
            "firn_table_unqueryable_age_seconds",
            "Age of the oldest Kafka record that is in neither the table nor a dead-letter topic",
            "catalog",
            "table");
    private static final Series QUERYABLE_UNTIL = gauge(
            "firn_table_queryable_until_timestamp_seconds",
            "Time up to which every Kafka record is in the table or a dead-letter topic",
            "catalog",
            "table");

    static final List<Series> ALL = List.of(RECORDS, SECONDS, STATUS, HEADROOM, CATCH_UP, UNQUERYABLE, QUERYABLE_UNTIL);

    /** The most that a group has on a topic. */
    static final int MOST_OF_A_GROUP = 4 + GroupStatus.values().length;

    private LagSeries() {}

    static List<Sample> of(GroupLag lag) {
        List<Sample> samples = new ArrayList<>(MOST_OF_A_GROUP);
        samples.add(RECORDS.sample(lag.records(), lag.group(), lag.topic()));
        lag.age().ifPresent(age -> samples.add(SECONDS.sample(seconds(age), lag.group(), lag.topic())));
        for (GroupStatus status : GroupStatus.values()) {
            samples.add(STATUS.sample(status == lag.status() ? 1 : 0, lag.group(), lag.topic(), status.label()));
        }
        lag.headroom().ifPresent(time -> samples.add(HEADROOM.sample(seconds(time), lag.group(), lag.topic())));
        lag.catchUp().ifPresent(time -> samples.add(CATCH_UP.sample(seconds(time), lag.group(), lag.topic())));
        return samples;
    }

    static List<Sample> of(UnqueryableAge table, Instant now) {
        double age = seconds(table.age());
        return List.of(
                UNQUERYABLE.sample(age, table.catalog(), table.table()),
                QUERYABLE_UNTIL.sample(now.toEpochMilli() / 1000.0 - age, table.catalog(), table.table()));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
