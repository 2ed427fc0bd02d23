package io.firn.maintenance.engine;

import io.firn.maintenance.engine.DeleteFileMerge.Merged;
import io.firn.maintenance.engine.DeleteFileUse.OfPartition;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.verify.CommittedDeletes;
import io.firn.maintenance.verify.DeleteFileKey;
import io.firn.maintenance.verify.Receipt;
import io.firn.maintenance.verify.Receipt.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.BinPacking;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Takes out delete files that apply to no live data file (hazard H14), and merges small ones: the positional ones of a
 * partition, or deletion vectors that are spread over many files. Data files stay as they are, so that it costs little and
 * no writer of rows is in its way; an equality delete that still applies is compaction's work.
 */
public final class DeleteFileRewrite {
    private static final int ATTEMPTS = 3;
    private static final double SMALL = 0.75;
    private static final int FILES_IN_ONE = 1_000;

    public Result run(Work work) {
        return run(work, true);
    }

    /** Merges nothing. */
    Result dropDangling(Work work) {
        return run(work, false);
    }

    private static Result run(Work work, boolean merges) {
        Table table = work.table();
        Result result = attempt(work, table, merges, 0);
        for (int lost = 1; result.outcome() == Outcome.CONFLICT && lost < ATTEMPTS; lost++) {
            // What was decided is void: everything is looked at again on the table as it is now.
            table = work.reload().get();
            if (!table.uuid().equals(work.table().uuid())) {
                return result;
            }
            result = attempt(work, table, merges, lost);
        }
        return result;
    }

    private static Result attempt(Work work, Table table, boolean merges, int conflicts) {
        Snapshot start = table.currentSnapshot();
        if (start == null) {
            return Result.of(Outcome.UNCHANGED, "the table has no snapshot any more");
        }
        DeleteFileUse use = DeleteFileUse.of(table, start, leastToMerge(work));
        DeleteFileMerge merge = new DeleteFileMerge(table, work);
        List<Merged> merged = new ArrayList<>();
        try {
            if (merges) {
                merged.addAll(merge(work, table, use, merge));
            }
            if (use.dangling().isEmpty() && merged.isEmpty()) {
                return Result.of(
                        Outcome.UNCHANGED, "every delete file applies to some data file, and too few are small");
            }
            work.steps().reached(Step.WRITTEN);
            work.gate().check();
        } catch (RuntimeException | Error e) {
            work.uncommitted().discard();
            if (e instanceof RowsDoNotAddUpException) {
                Receipt receipt = new Receipt(
                        List.of(Check.failed("positions", String.valueOf(e.getMessage()))), 0, 0, 0, 0, 0, 0, 0, 0, 0);
                return Result.of(Outcome.FAILED, "merged positions do not add up, nothing was committed")
                        .withError(String.valueOf(e.getMessage()))
                        .withReceipt(receipt.json());
            }
            throw e;
        }
        return commit(work, table, use, merged, conflicts);
    }

    private static int leastToMerge(Work work) {
        return Math.max(
                2,
                work.trigger().relaxesThresholds()
                        ? 2
                        : work.policy().deleteFiles().minInputFiles());
    }

    private static List<Merged> merge(Work work, Table table, DeleteFileUse use, DeleteFileMerge merge) {
        long target = PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.DELETE_TARGET_FILE_SIZE_BYTES,
                TableProperties.DELETE_TARGET_FILE_SIZE_BYTES_DEFAULT);
        List<Merged> merged = new ArrayList<>();
        boolean oneForEachDataFile =
                "file".equalsIgnoreCase(table.properties().get(TableProperties.DELETE_GRANULARITY));
        if (work.state().formatVersion() == 2 && !oneForEachDataFile) {
            for (OfPartition partition : use.partitions()) {
                List<DeleteFile> small = partition.deletes().stream()
                        .filter(delete -> delete.fileSizeInBytes() < target * SMALL)
                        .toList();
                for (List<DeleteFile> bin : bins(small, target, leastToMerge(work))) {
                    merged.add(merge.positions(partition, bin));
                }
            }
        }
        Map<String, List<DeleteFile>> vectors = use.vectors().stream()
                .filter(vector -> vector.fileSizeInBytes() < target * SMALL)
                .collect(Collectors.groupingBy(DeleteFile::location, LinkedHashMap::new, Collectors.toList()));
        if (vectors.size() >= leastToMerge(work)) {
            List<DeleteFile> some = vectors.values().stream()
                    .limit(FILES_IN_ONE)
                    .flatMap(List::stream)
                    .toList();
            merged.add(merge.vectors(some));
        }
        return merged;
    }

    private static List<List<DeleteFile>> bins(List<DeleteFile> small, long target, int least) {
        if (small.size() < least) {
            return List.of();
        }
        return new BinPacking.ListPacker<DeleteFile>(target, 1, false, FILES_IN_ONE)
                .pack(small, DeleteFile::fileSizeInBytes).stream()
                        .filter(bin -> bin.size() > 1)
                        .toList();
    }

    private static Result commit(Work work, Table table, DeleteFileUse use, List<Merged> merged, int conflicts) {
        List<DeleteFile> removed = new ArrayList<>(use.dangling());
        merged.forEach(part -> removed.addAll(part.inputs()));
        Map<DeleteFile, Long> added = new LinkedHashMap<>();
        merged.forEach(part -> added.putAll(part.outputs()));
        RewriteFiles rewrite = table.newRewrite()
                .validateFromSnapshot(use.snapshot().snapshotId())
                .validateWith(new NoOlderFiles(table, use.snapshot()))
                .set(Work.RUN_ID, work.runId());
        removed.forEach(rewrite::deleteFile);
        added.forEach(rewrite::addFile);
        work.steps().reached(Step.COMMITTING);
        try {
            rewrite.commit();
        } catch (RuntimeException e) {
            CommitAnswer answer = CommitAnswer.of(e);
            if (answer == CommitAnswer.UNKNOWN || !isAbsent(work)) {
                return Result.of(Outcome.UNKNOWN, "the catalog did not say whether it took the commit", e);
            }
            work.uncommitted().discard();
            return (answer == CommitAnswer.CONFLICT
                            ? Result.of(Outcome.CONFLICT, "lost " + (conflicts + 1) + " races with writers in a row", e)
                            : Result.of(Outcome.FAILED, "nothing was committed", e))
                    .withReceipt(Receipt.ofLostRaces(conflicts + 1).json());
        }
        work.steps().reached(Step.COMMITTED);
        return verified(work, use, merged, removed, added, conflicts);
    }

    /** Whether the table itself says so: a catalog may apply a commit and answer that it failed (hazard H15). */
    private static boolean isAbsent(Work work) {
        try {
            return RunSnapshots.newest(work.reload().get(), work.runId()).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Result verified(
            Work work,
            DeleteFileUse use,
            List<Merged> merged,
            List<DeleteFile> removed,
            Map<DeleteFile, Long> added,
            int conflicts) {
        Optional<Snapshot> committed = Optional.empty();
        List<String> problems;
        try {
            Table reloaded = work.reload().get();
            committed = RunSnapshots.newest(reloaded, work.runId());
            problems = committed.isEmpty()
                    ? List.of("no snapshot carries the run's id")
                    : new CommittedDeletes(keys(removed), keys(added.keySet())).problems(reloaded, committed.get());
        } catch (RuntimeException e) {
            problems = List.of("the table could not be read: " + Failures.describe(e));
        }
        if (problems.isEmpty()) {
            work.uncommitted()
                    .committed(added.keySet().stream().map(DeleteFile::location).toList());
        }
        work.steps().reached(Step.VERIFIED);
        long in = merged.stream().mapToLong(Merged::positionsIn).sum();
        long out = merged.stream().mapToLong(Merged::positionsOut).sum();
        long dropped = merged.stream().mapToLong(Merged::positionsDropped).sum();
        long bytes = bytes(removed);
        Receipt receipt = new Receipt(
                List.of(
                        new Check(
                                "positions",
                                in == out + dropped,
                                in + " in, " + out + " out, " + dropped + " of files that are gone or said twice"),
                        new Check(
                                "committed delete files",
                                problems.isEmpty(),
                                problems.isEmpty()
                                        ? use.dangling().size() + " dangling ones dropped"
                                        : String.join("; ", problems))),
                in,
                out,
                dropped,
                removed.size(),
                added.size(),
                bytes,
                bytes(List.copyOf(added.keySet())),
                1,
                conflicts);
        return new Result(
                problems.isEmpty() ? Outcome.SUCCEEDED : Outcome.FAILED,
                use.dangling().size() + " dangling delete files dropped, "
                        + (removed.size() - use.dangling().size()) + " merged into " + added.size(),
                committed.map(Snapshot::snapshotId),
                removed.size(),
                added.size(),
                bytes,
                out,
                Optional.empty(),
                Optional.of(receipt.json()),
                problems.isEmpty()
                        ? Optional.empty()
                        : Optional.of("Cannot verify a committed rewrite: " + String.join("; ", problems)));
    }

    private static long bytes(List<DeleteFile> files) {
        return files.stream()
                .mapToLong(
                        file -> Optional.ofNullable(file.contentSizeInBytes()).orElse(file.fileSizeInBytes()))
                .sum();
    }

    private static Set<DeleteFileKey> keys(java.util.Collection<DeleteFile> files) {
        return files.stream().map(DeleteFileKey::of).collect(Collectors.toSet());
    }
}
