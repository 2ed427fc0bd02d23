package io.firn.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a table was, oldest first: sizes as they were last seen in a step, ages as bad as they were in it. Steps of which nothing
 * is known are left out.
 *
 * @param stepSeconds between points: 60 for up to 3 hours, 900 for up to a day, 3,600 for up to 14 days
 */
public record HistoryView(String table, Instant from, Instant to, long stepSeconds, List<PointView> points) {
    public HistoryView {
        points = List.copyOf(points);
    }

    /**
     * @param commitAgeSeconds since a writer last committed
     * @param unqueryableSeconds the age of the oldest Kafka record that was not in the table, where that was known
     */
    public record PointView(
            Instant at,
            long files,
            long bytes,
            long smallFiles,
            long deleteFiles,
            long records,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> commitAgeSeconds,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> unqueryableSeconds) {}
}
