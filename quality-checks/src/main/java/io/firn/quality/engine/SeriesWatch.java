package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind.Anomaly;
import io.firn.lake.config.Durations;
import io.firn.lake.config.Threshold;
import io.firn.quality.anomaly.ModifiedZScore;
import io.firn.quality.anomaly.Point;
import io.firn.quality.anomaly.Score;
import io.firn.quality.check.Judgement;
import io.firn.quality.commit.CommitFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Fills the buckets of one anomaly check, closes those whose time is over and judges them. */
final class SeriesWatch {
    /** Bounds what a check with short buckets keeps. */
    static final int MOST_POINTS = 2_016;
    /** A commit bears the time at which its writer began to commit: it may be seen a little later. */
    private static final Duration LONGEST_GRACE = Duration.ofMinutes(1);

    private final CheckConfig check;
    private final Anomaly anomaly;
    private final Supplier<List<Point>> stored;
    private final List<Point> closed = new ArrayList<>();
    private Optional<List<Point>> earlier = Optional.empty();
    private Optional<Judgement> judgement = Optional.empty();
    private OpenBucket open;

    /** @param stored the closed buckets so far, read when a bucket closes */
    SeriesWatch(
            CheckConfig check, Anomaly anomaly, Optional<OpenBucket> open, Supplier<List<Point>> stored, Instant now) {
        this.check = check;
        this.anomaly = anomaly;
        this.stored = stored;
        this.open = open.orElseGet(() -> OpenBucket.first(anomaly, now));
    }

    /** Names the points in the database: of another metric or another bucket they would not be comparable. */
    static String key(CheckConfig check, Anomaly anomaly) {
        return String.join(
                "|",
                check.name(),
                anomaly.metric().name(),
                anomaly.column().orElse(""),
                Durations.format(anomaly.bucket()));
    }

    /** How far back points are kept. */
    static Duration kept(Anomaly anomaly) {
        Duration most = anomaly.bucket().multipliedBy(MOST_POINTS);
        return most.compareTo(ModifiedZScore.WINDOW) < 0 ? most : ModifiedZScore.WINDOW;
    }

    void add(CommitFacts commit) {
        closeBefore(OpenBucket.start(anomaly.bucket(), commit.committedAt()));
        open = open.with(anomaly, commit);
    }

    /** Some commits were never seen. */
    void missed() {
        open = open.leftOut();
    }

    /** Closes what is over by now. */
    void pass(Instant now) {
        closeBefore(OpenBucket.start(anomaly.bucket(), now.minus(grace(anomaly))));
    }

    /** When an open bucket is over. */
    static Instant closesAt(Anomaly anomaly, OpenBucket bucket) {
        return bucket.point().start().plus(anomaly.bucket()).plus(grace(anomaly));
    }

    List<Point> closed() {
        return closed;
    }

    OpenBucket open() {
        return open;
    }

    /** Of the newest bucket that was closed, empty where none was. */
    Optional<Judgement> judgement() {
        return judgement;
    }

    private void closeBefore(Instant start) {
        Instant oldest = start.minus(anomaly.bucket().multipliedBy(MOST_POINTS));
        if (open.point().start().isBefore(oldest)) {
            // Nobody looked for so long that none of it would be kept.
            open = new OpenBucket(OpenBucket.empty(anomaly, start), false).leftOut();
        }
        boolean nobodyLooked = false;
        while (open.point().start().isBefore(start)) {
            if (nobodyLooked && open.point().total() == 0) {
                // Off as this process was, the writer would look like one that has nothing to write.
                open = open.leftOut();
            }
            close();
            nobodyLooked = true;
        }
    }

    private void close() {
        List<Point> known = earlier.orElseGet(() -> new ArrayList<>(stored.get()));
        earlier = Optional.of(known);
        Point point = open.point();
        Optional<Score> score = new ModifiedZScore(anomaly.training(), leastDeviation()).of(point, known);
        boolean unusual = score.map(found -> !check.threshold().fail().accept(found.value()))
                .orElse(false);
        judgement = Optional.of(judge(point, score, unusual));
        Point judged = point.flagged(unusual);
        known.add(judged);
        closed.add(judged);
        open = open.next(anomaly, unusual);
    }

    private Judgement judge(Point point, Optional<Score> score, boolean unusual) {
        if (score.isEmpty()) {
            return Judgement.unknown(
                    point.value().isEmpty()
                            ? "nothing was measured in the bucket from " + point.start()
                            : "there are too few earlier points to compare the bucket from " + point.start() + " with");
        }
        Score found = score.get();
        String compared = "the " + subject() + " of the bucket from " + point.start() + " is "
                + Threshold.number(found.value()) + " deviations from the median of " + found.points() + " "
                + found.basis().words() + ratio(found);
        boolean fails = unusual && open.previousFlagged();
        if (fails) {
            return Judgement.of(check.threshold(), found.value(), compared + ", the second bucket in a row");
        }
        String reason = unusual ? compared + "; the next bucket decides" : compared;
        return Judgement.passing(found.value(), reason);
    }

    private static Duration grace(Anomaly anomaly) {
        Duration share = anomaly.bucket().dividedBy(4);
        return share.compareTo(LONGEST_GRACE) < 0 ? share : LONGEST_GRACE;
    }

    /** Of rows and commits only: a bound's ratio would give the bound away. */
    private String ratio(Score score) {
        return anomaly.metric().isOfColumn() ? "" : ", " + Threshold.number(100 * score.ratio()) + " % of it";
    }

    private String subject() {
        String metric =
                switch (anomaly.metric()) {
                    case ROW_COUNT -> "number of rows";
                    case COMMITS -> "number of commits";
                    case MISSING -> "share of nulls";
                    case MINIMUM -> "least value";
                    case MAXIMUM -> "greatest value";
                };
        return anomaly.column().map(column -> metric + " in " + column).orElse(metric);
    }

    private double leastDeviation() {
        return switch (anomaly.metric()) {
            case ROW_COUNT, COMMITS -> 1;
            case MISSING -> 0.5;
            case MINIMUM, MAXIMUM -> 1e-9;
        };
    }
}
