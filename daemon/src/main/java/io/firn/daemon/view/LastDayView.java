package io.firn.daemon.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last day of every table in few points, for charts as small as a word; less of a daemon that is new.
 *
 * @param stepSeconds between values, the first of which is of {@code from}
 */
public record LastDayView(Instant from, long stepSeconds, List<LineView> tables) {
    public LastDayView {
        tables = List.copyOf(tables);
    }

    /**
     * @param files data files; null where nothing is known
     * @param unqueryableSeconds the age of the oldest Kafka record that was not in the table; null where that is not known
     */
    public record LineView(String table, List<Optional<Long>> files, List<Optional<Long>> unqueryableSeconds) {
        public LineView {
            files = List.copyOf(files);
            unqueryableSeconds = List.copyOf(unqueryableSeconds);
        }
    }
}
