package io.firn.maintenance.engine;

import io.firn.lake.table.SnapshotState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often the writers of a table commit, and what a compaction beside them makes of it (hazard H12): it commits as often
 * as they do, and reads no more for one group of files than it can rewrite between two of their commits. A lost race then
 * costs what was done since their last commit, and that pace alone makes no more snapshots than theirs.
 *
 * @param interval between two commits of writers; a day where that is not known
 */
record WriterPace(Duration interval) {
    /** Each commit rewrites manifests, so that seconds are not worth one. */
    static final Duration LEAST = Duration.ofSeconds(10);

    private static final Duration MOST = Duration.ofDays(1);
    private static final int COMMITS = 20;
    /** What one thread rewrites row by row in a second, about. */
    private static final long BYTES_PER_SECOND = 16L << 20;
    /** Fewer would leave files behind that are small again. */
    private static final long LEAST_TARGETS = 2;

    private static final long MOST_TARGETS = 8;

    /** The median of the last gaps: a pause or a burst says little about the next commit. */
    static WriterPace of(List<SnapshotState> oldestFirst) {
        List<SnapshotState> commits =
                oldestFirst.stream().filter(snapshot -> !snapshot.isReplace()).toList();
        List<Duration> gaps = IntStream.range(Math.max(1, commits.size() - COMMITS), commits.size())
                .mapToObj(i -> Duration.between(
                        commits.get(i - 1).committedAt(), commits.get(i).committedAt()))
                .sorted()
                .toList();
        Duration median = gaps.isEmpty() ? MOST : gaps.get(gaps.size() / 2);
        return new WriterPace(median.compareTo(LEAST) < 0 ? LEAST : median);
    }

    /** The most that one group may read: two to eight files of the target size. */
    long groupBytes(long targetFileSize) {
        long targets = interval.toSeconds() * BYTES_PER_SECOND / targetFileSize;
        return targetFileSize * Math.min(MOST_TARGETS, Math.max(LEAST_TARGETS, targets));
    }
}
