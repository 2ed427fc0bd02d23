package io.firn.maintenance.replay;

import io.firn.lake.table.FileTotals;
import io.firn.lake.table.PartitionFiles;
import io.firn.maintenance.plan.CompactionThresholds;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The files of one partition as a replay goes on: sizes and counts, no names. */
final class ReplayedPartition {
    private static final long TARGETS_IN_GROUP = 8;
    private static final long FILES_IN_GROUP = 1_000;

    /** What a rewrite reads and writes; {@code bytes} are those read. */
    record Rewritten(long inputFiles, long outputFiles, long bytes) {
        static final Rewritten NOTHING = new Rewritten(0, 0, 0);

        Rewritten plus(Rewritten other) {
            return new Rewritten(inputFiles + other.inputFiles, outputFiles + other.outputFiles, bytes + other.bytes);
        }
    }

    private final int specId;
    private final String path;
    /** How many data files there are of each size. */
    private final NavigableMap<Long, Integer> sizes = new TreeMap<>();

    private FileTotals data = FileTotals.NONE;
    private Deletes live = Deletes.NONE;
    /** What a compaction has folded in and nobody has taken out of the table yet. */
    private Deletes dangling = Deletes.NONE;

    private @Nullable PartitionFiles files;

    ReplayedPartition(PartitionFiles of) {
        this.specId = of.specId();
        this.path = of.partition();
    }

    private record Deletes(FileTotals positions, FileTotals equality, FileTotals vectors) {
        static final Deletes NONE = new Deletes(FileTotals.NONE, FileTotals.NONE, FileTotals.NONE);

        static Deletes of(PartitionFiles files) {
            return new Deletes(files.positionDeletes(), files.equalityDeletes(), files.deletionVectors());
        }

        Deletes plus(Deletes other) {
            return new Deletes(
                    positions.plus(other.positions), equality.plus(other.equality), vectors.plus(other.vectors));
        }

        Deletes minus(Deletes other) {
            return new Deletes(
                    positions.minus(other.positions), equality.minus(other.equality), vectors.minus(other.vectors));
        }

        long files() {
            return positions.files() + equality.files() + vectors.files();
        }

        long records() {
            return positions.records() + equality.records() + vectors.records();
        }
    }

    long dataFiles() {
        return data.files();
    }

    long deleteFiles() {
        return live.files() + dangling.files();
    }

    void add(PartitionFiles added) {
        for (long size : added.dataFileSizes()) {
            addFile(size);
        }
        data = new FileTotals(
                data.files(), data.bytes(), data.records() + added.dataFiles().records());
        live = live.plus(Deletes.of(added));
        files = null;
    }

    /** A file that has been merged with others here and not in the table's own past takes its bytes out of the largest. */
    void remove(PartitionFiles removed) {
        for (long size : removed.dataFileSizes()) {
            if (sizes.containsKey(size)) {
                removeFile(size);
            } else {
                shrink(size);
            }
        }
        long records = data.files() == 0
                ? 0
                : Math.max(0, data.records() - removed.dataFiles().records());
        data = new FileTotals(data.files(), data.bytes(), records);
        Deletes gone = Deletes.of(removed);
        Deletes rest = gone.minus(live);
        live = live.minus(gone);
        dangling = dangling.minus(rest);
        files = null;
    }

    /** What the compaction engine would do: merge what is small, or rewrite everything once deletes are too many. */
    Rewritten compact(CompactionThresholds thresholds, long targetBytes) {
        boolean folds =
                live.records() > 0 && thresholds.foldsDeletes((double) live.records() / Math.max(1, data.records()));
        boolean merges = thresholds.merges(filesBelow(thresholds.smallFileBytes()));
        if (sizes.isEmpty() || (!folds && !merges)) {
            return Rewritten.NOTHING;
        }
        NavigableMap<Long, Integer> chosen =
                new TreeMap<>(folds ? sizes : sizes.headMap(thresholds.smallFileBytes(), false));
        long deleted = folds ? live.positions().records() + live.vectors().records() : 0;
        double kept = (double) Math.max(0, data.records() - deleted) / Math.max(1, data.records());
        Rewritten all = Rewritten.NOTHING;
        while (!chosen.isEmpty()) {
            all = all.plus(rewriteGroup(chosen, targetBytes, folds, kept));
        }
        if (folds) {
            data = new FileTotals(data.files(), data.bytes(), Math.round(data.records() * kept));
            dangling = dangling.plus(live);
            live = Deletes.NONE;
        }
        files = null;
        return all;
    }

    /** Takes a group of the chosen files out, puts what comes of them in; the smallest go first. */
    private Rewritten rewriteGroup(NavigableMap<Long, Integer> chosen, long targetBytes, boolean folds, double kept) {
        Map<Long, Integer> group = new TreeMap<>();
        long inputs = 0;
        long bytes = 0;
        while (!chosen.isEmpty()
                && (inputs < FILES_IN_GROUP || bytes < targetBytes)
                && (inputs == 0 || bytes + chosen.firstKey() <= targetBytes * TARGETS_IN_GROUP)) {
            long size = chosen.firstKey();
            takeOne(chosen, size);
            group.merge(size, 1, Integer::sum);
            inputs++;
            bytes += size;
        }
        if (inputs == 1 && !folds) {
            return Rewritten.NOTHING;
        }
        group.forEach((size, count) -> {
            for (int i = 0; i < count; i++) {
                removeFile(size);
            }
        });
        long outputs = kept == 0 ? 0 : Math.max(1, Math.round((double) bytes / targetBytes));
        for (int i = 0; i < outputs; i++) {
            addFile(Math.round(bytes * kept / outputs));
        }
        return new Rewritten(inputs, outputs, bytes);
    }

    /** Deletes that apply to nothing go. */
    Rewritten dropDangling() {
        Rewritten dropped = new Rewritten(dangling.files(), 0, 0);
        dangling = Deletes.NONE;
        files = null;
        return dropped;
    }

    /** Position deletes become one file, if there are at least so many. */
    Rewritten mergePositionDeletes(long least) {
        FileTotals positions = live.positions();
        if (positions.files() < least) {
            return Rewritten.NOTHING;
        }
        live = new Deletes(new FileTotals(1, positions.bytes(), positions.records()), live.equality(), live.vectors());
        files = null;
        return new Rewritten(positions.files(), 1, positions.bytes());
    }

    PartitionFiles files() {
        PartitionFiles known = files;
        if (known == null) {
            long[] each = sizes.entrySet().stream()
                    .flatMapToLong(entry -> LongStream.generate(entry::getKey).limit(entry.getValue()))
                    .toArray();
            Deletes all = live.plus(dangling);
            known = new PartitionFiles(specId, path, each, 0, data, all.positions(), all.equality(), all.vectors());
            files = known;
        }
        return known;
    }

    private long filesBelow(long bytes) {
        return sizes.headMap(bytes, false).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    private void shrink(long bytes) {
        long left = bytes;
        while (left > 0 && !sizes.isEmpty()) {
            long largest = sizes.lastKey();
            removeFile(largest);
            if (largest > left) {
                addFile(largest - left);
            }
            left -= largest;
        }
    }

    private void addFile(long size) {
        sizes.merge(size, 1, Integer::sum);
        data = new FileTotals(data.files() + 1, data.bytes() + size, data.records());
    }

    private void removeFile(long size) {
        takeOne(sizes, size);
        data = new FileTotals(data.files() - 1, data.bytes() - size, data.records());
    }

    private static void takeOne(Map<Long, Integer> sizes, long size) {
        sizes.computeIfPresent(
                size,
                (key, count) -> Optional.of(count - 1).filter(left -> left > 0).orElse(null));
    }
}
