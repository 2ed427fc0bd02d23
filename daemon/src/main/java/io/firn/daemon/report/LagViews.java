package io.firn.daemon.report;

import io.firn.daemon.view.GroupLagView;
import io.firn.metrics.lag.GroupLag;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lag as the API and the page show it. */
final class LagViews {
    /** There may be thousands. */
    private static final int MOST_SHOWN = 100;

    private LagViews() {}

    static GroupLagView of(GroupLag lag) {
        return new GroupLagView(
                lag.group(),
                lag.topic(),
                lag.records(),
                seconds(lag.age()),
                lag.status().label(),
                seconds(lag.headroom()),
                seconds(lag.catchUp()));
    }

    /** As many as a page can show: the first, and of the others the latest. */
    static List<GroupLagView> shown(List<GroupLagView> all) {
        if (all.size() <= MOST_SHOWN) {
            return all;
        }
        Comparator<GroupLagView> latest =
                Comparator.comparing(lag -> lag.seconds().orElse(Double.MAX_VALUE), Comparator.reverseOrder());
        return Stream.concat(
                        all.stream().limit(MOST_SHOWN / 2),
                        all.stream().skip(MOST_SHOWN / 2).sorted(latest).limit(MOST_SHOWN / 2))
                .toList();
    }

    private static Optional<Double> seconds(Optional<Duration> time) {
        return time.map(duration -> duration.toMillis() / 1000.0);
    }
}
