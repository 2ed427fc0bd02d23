package io.firn.quality.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Glob;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.Severity;
import io.firn.lake.config.Threshold;
import io.firn.quality.anomaly.Point;
import io.firn.quality.check.Judgement;
import io.firn.quality.check.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesWatchDowntimeTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Anomaly ANOMALY =
            new Anomaly(Anomaly.Metric.ROW_COUNT, Optional.empty(), Duration.ofMinutes(1), Duration.ofMinutes(10));
    private static final CheckConfig CHECK = new CheckConfig(
            new Glob("*"),
            "volume",
            ANOMALY,
            Threshold.below(3.5),
            Severity.WARNING,
            OnUnknown.IGNORE,
            Optional.empty(),
            Optional.empty(),
            "test");

    @Test
    void bucketsInWhichNobodyLookedAndNobodyCommittedSayNothing() {
        SeriesWatch watch = watch();
        watch.pass(NOON.plus(Duration.ofHours(5)));
        assertThat(watch.closed().get(0).flagged()).as("the one that was begun").isTrue();
        assertThat(watch.closed().subList(1, watch.closed().size()))
                .hasSizeGreaterThan(290)
                .allMatch(Point::leftOut);
        assertThat(watch.judgement()).map(Judgement::status).contains(Status.UNKNOWN);
    }

    @Test
    void emptyBucketsThatWereLookedAtAreFound() {
        SeriesWatch watch = watch();
        for (int second = 0; second <= 200; second += 5) {
            watch.pass(NOON.plusSeconds(second));
        }
        assertThat(watch.closed()).hasSize(3).allMatch(Point::flagged);
        assertThat(watch.judgement()).map(Judgement::status).contains(Status.FAIL);
    }

    /** A bucket of noon is open, nothing was committed in it; before it there were 6,000 rows a minute. */
    private static SeriesWatch watch() {
        List<Point> stored = IntStream.rangeClosed(1, 20)
                .mapToObj(minutes -> new Point(NOON.minus(Duration.ofMinutes(minutes)), 6_000, 1, false, false))
                .toList();
        OpenBucket open = new OpenBucket(OpenBucket.empty(ANOMALY, NOON), false);
        return new SeriesWatch(CHECK, ANOMALY, Optional.of(open), () -> stored, NOON);
    }
}
