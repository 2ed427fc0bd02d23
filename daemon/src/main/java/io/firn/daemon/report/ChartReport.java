package io.firn.daemon.report;

import io.firn.daemon.history.HistoryPoint;
import io.firn.daemon.history.HistoryStore;
import io.firn.daemon.history.Resolution;
import io.firn.daemon.view.HistoryView;
import io.firn.daemon.view.LastDayView;
import io.firn.daemon.view.LastDayView.LineView;
import io.firn.daemon.view.SnapshotView;
import io.firn.daemon.watch.LakeWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Answers what charts show: how tables were, from the daemon's database, and which snapshots are still there. */
public final class ChartReport {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int POINTS = 48;
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final HistoryStore history;
    private final LakeWatch watch;
    private final Clock clock;
    private LastDayView lastDay = new LastDayView(Instant.EPOCH, 1, List.of());
    private Instant read = Instant.MIN;

    public ChartReport(HistoryStore history, LakeWatch watch, Clock clock) {
        this.history = history;
        this.watch = watch;
        this.clock = clock;
    }

    /** How a table was in the last while; empty where there is no such table and none was. */
    public Optional<HistoryView> history(String table, Duration period) {
        Instant now = clock.instant();
        Resolution resolution = Resolution.reaching(period);
        Duration back = period.compareTo(resolution.kept()) < 0 ? period : resolution.kept();
        Instant from = now.minus(back);
        NavigableMap<Instant, HistoryPoint> series = history.series(table, resolution, from);
        if (series.isEmpty() && watch.table(table).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HistoryView(
                table,
                from,
                now,
                resolution.step().toSeconds(),
                series.entrySet().stream()
                        .map(entry -> view(entry.getKey(), entry.getValue()))
                        .toList()));
    }

    /** The last day of every table that is there; read again after half a minute. */
    public synchronized LastDayView lastDay() {
        Instant now = clock.instant();
        if (read.isBefore(now.minus(FRESH))) {
            lastDay = lastDay(now);
            read = now;
        }
        return lastDay;
    }

    /** The newest snapshots of a table, newest first; empty where there is no such table. */
    public Optional<List<SnapshotView>> snapshots(String table, int limit) {
        return watch.table(table).map(found -> found.state()
                .map(state -> SnapshotViews.newest(state, limit))
                .orElse(List.of()));
    }

    private LastDayView lastDay(Instant now) {
        Map<String, NavigableMap<Instant, HistoryPoint>> day = history.all(Resolution.QUARTER, now.minus(DAY));
        Instant oldest = day.values().stream()
                .map(NavigableMap::firstKey)
                .min(Instant::compareTo)
                .orElse(now);
        for (long minutes : new long[] {1, 3}) {
            // A daemon that is new knows less than a day, but that more closely.
            if (oldest.isAfter(now.minus(Duration.ofMinutes(minutes * POINTS)))) {
                return lines(history.all(Resolution.MINUTE, now.minus(Resolution.MINUTE.kept())), now, minutes * 60);
            }
        }
        return lines(day, now, DAY.toSeconds() / POINTS);
    }

    private LastDayView lines(Map<String, NavigableMap<Instant, HistoryPoint>> all, Instant now, long step) {
        Instant from = Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), step) - POINTS + 1) * step);
        return new LastDayView(
                from,
                step,
                all.entrySet().stream()
                        .filter(table -> watch.table(table.getKey()).isPresent())
                        .map(table -> {
                            List<List<HistoryPoint>> slots = slots(table.getValue(), from, step);
                            return new LineView(
                                    table.getKey(),
                                    line(slots, points -> points.map(HistoryPoint::files)),
                                    line(
                                            slots,
                                            points -> points.flatMap(point -> point.unqueryableSeconds().stream())));
                        })
                        .toList());
    }

    private static List<List<HistoryPoint>> slots(NavigableMap<Instant, HistoryPoint> series, Instant from, long step) {
        List<List<HistoryPoint>> slots = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            slots.add(List.copyOf(series.subMap(from.plusSeconds(step * i), from.plusSeconds(step * (i + 1)))
                    .values()));
        }
        return slots;
    }

    /** The most of each slot. */
    private static List<Optional<Long>> line(
            List<List<HistoryPoint>> slots, Function<Stream<HistoryPoint>, Stream<Long>> figure) {
        return slots.stream()
                .map(points -> figure.apply(points.stream()).reduce(Math::max))
                .toList();
    }

    private static HistoryView.PointView view(Instant at, HistoryPoint point) {
        return new HistoryView.PointView(
                at,
                point.files(),
                point.bytes(),
                point.smallFiles(),
                point.deleteFiles(),
                point.records(),
                point.commitAgeSeconds(),
                point.unqueryableSeconds());
    }
}
