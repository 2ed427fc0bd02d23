package io.firn.maintenance.orphans;

import io.firn.lake.config.DataSize;
import io.firn.maintenance.engine.Failures;
import io.firn.maintenance.engine.Result;
import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Work;
import io.firn.maintenance.ledger.OrphanCandidates;
import io.firn.maintenance.ledger.OrphanCandidates.Candidate;
import io.firn.maintenance.ledger.OrphanCandidates.Total;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Quarantine.Entry;
import io.firn.maintenance.plan.Guard;
import io.firn.maintenance.plan.Refusal;
import io.firn.maintenance.policy.Policy;
import io.firn.maintenance.reachability.LiveFileSample;
import io.firn.maintenance.reachability.ReachableFiles;
import io.firn.maintenance.verify.Receipt;
import io.firn.maintenance.verify.Receipt.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.Table;

/**
 * Scans a table for orphans and moves to quarantine what two scans, far enough apart, have found. Moves nothing where a
 * guard has a doubt or anything cannot be read.
 */
public final class OrphanRemoval {
    private static final int BATCH = 1_000;

    private final OrphanCandidates candidates;
    private final Quarantine quarantine;
    private final LocationIndex index;
    private final ExecutorService reads;
    private final Random random;

    public OrphanRemoval(
            OrphanCandidates candidates,
            Quarantine quarantine,
            LocationIndex index,
            ExecutorService reads,
            Random random) {
        this.candidates = candidates;
        this.quarantine = quarantine;
        this.index = index;
        this.reads = reads;
        this.random = random;
    }

    public Result run(Work work) {
        try {
            throwIf(index.refusal(work.state().table(), work.table()));
            OrphanScan scan = new OrphanScan(reads, work.cancelled());
            return act(work, scan, scan(work, scan));
        } catch (RefusedException e) {
            return Result.refused(e.refusal());
        }
    }

    private OrphanScan.Seen scan(Work work, OrphanScan scan) {
        Policy.Orphans policy = work.policy().orphans();
        Duration age = policy.olderThan().compareTo(Policy.Orphans.LEAST_AGE) > 0
                ? policy.olderThan()
                : Policy.Orphans.LEAST_AGE;
        String uuid = work.table().uuid().toString();
        List<Candidate> batch = new ArrayList<>();
        OrphanScan.Seen seen = scan.run(work.table(), work.reload(), work.now().minus(age), candidate -> {
            batch.add(candidate);
            if (batch.size() == BATCH) {
                candidates.seen(uuid, batch, work.now());
                batch.clear();
            }
        });
        candidates.seen(uuid, batch, work.now());
        String last = "";
        for (List<Candidate> found = candidates.of(uuid, work.now(), last, BATCH);
                !found.isEmpty();
                found = candidates.of(uuid, work.now(), last, BATCH)) {
            last = found.get(found.size() - 1).location();
            candidates.forget(
                    uuid,
                    found.stream()
                            .map(Candidate::location)
                            .filter(seen.reachable()::contains)
                            .toList());
        }
        candidates.forgetOthers(uuid, work.now());
        return seen;
    }

    private Result act(Work work, OrphanScan scan, OrphanScan.Seen seen) {
        String uuid = work.table().uuid().toString();
        Policy.Orphans policy = work.policy().orphans();
        Instant firstSeen = latestFirstScan(work);
        Total all = candidates.total(uuid, work.now(), work.now());
        Total confirmed = candidates.total(uuid, work.now(), firstSeen);
        String found = seen.files() + " files listed, " + all.files() + " of them (" + new DataSize(all.bytes())
                + ") orphaned, " + confirmed.files() + " (" + new DataSize(confirmed.bytes())
                + ") since a scan at least " + policy.scansApart() + " ago";
        if (confirmed.files() == 0) {
            return Result.of(Outcome.UNCHANGED, found);
        }
        if (confirmed.files() > policy.maxFraction() * seen.files()
                || confirmed.bytes() > policy.maxFraction() * seen.bytes()) {
            return Result.refused(new Refusal(
                    Guard.H8,
                    found + ", out of " + new DataSize(seen.bytes()) + ": more than max-fraction "
                            + policy.maxFraction() + " of the files or bytes"));
        }
        index.reload();
        throwIf(index.refusal(work.state().table(), work.table()));
        QuarantineFolder folder = QuarantineFolder.of(work, policy.quarantineLocation());
        throwIf(index.refusal(work.table(), folder.location()));
        LiveFileSample sample = LiveFileSample.of(work.reload().get(), LiveFileSample.FILES, random, reads);
        if (sample.missing() > 0) {
            return Result.refused(missing(sample));
        }
        work.progress().expect(confirmed.files(), confirmed.bytes());
        Check lives = Check.passed("live files", sample.sampled() + " looked for, all are there");
        return move(work, scan, seen.reachable(), folder, new Moved(lives, found));
    }

    /** Why nothing of a table is deleted any more. */
    public static Refusal missing(LiveFileSample sample) {
        return new Refusal(
                Guard.H19,
                sample.missing() + " of " + sample.sampled()
                        + " live files looked for do not exist: somebody else deletes this table's files");
    }

    /** However close two scans may be, they are two. */
    private static Instant latestFirstScan(Work work) {
        return work.now().minus(work.policy().orphans().scansApart()).minusMillis(1);
    }

    private Result move(Work work, OrphanScan scan, ReachableFiles reachable, QuarantineFolder folder, Moved moved) {
        String uuid = work.table().uuid().toString();
        Instant firstSeen = latestFirstScan(work);
        Instant keepUntil = work.now().plus(work.policy().orphans().quarantineFor());
        QuarantinedFiles files = new QuarantinedFiles(quarantine, work.table().io(), work.gate(), work.steps());
        String last = "";
        for (List<Candidate> batch = candidates.confirmed(uuid, work.now(), firstSeen, last, BATCH);
                !batch.isEmpty();
                batch = candidates.confirmed(uuid, work.now(), firstSeen, last, BATCH)) {
            last = batch.get(batch.size() - 1).location();
            if (work.cancelled().getAsBoolean()) {
                return moved.result(Outcome.CANCELLED, Optional.empty());
            }
            work.gate().check();
            // Whatever was committed since the last look (hazard H4).
            Table newer = work.reload().get();
            scan.include(newer, work.table(), reachable);
            List<Entry> entries = new ArrayList<>();
            for (Candidate candidate : batch) {
                if (!reachable.contains(candidate.location())
                        && files.isUnchanged(candidate.location(), candidate.bytes())) {
                    entries.add(folder.entry(work, candidate, moved.next++, keepUntil));
                } else {
                    moved.spared++;
                }
            }
            Optional<RuntimeException> failure = move(work, files, entries, moved);
            files.settle(work.runId());
            candidates.forget(uuid, batch.stream().map(Candidate::location).toList());
            if (failure.isPresent()) {
                return moved.result(Outcome.FAILED, failure);
            }
        }
        work.steps().reached(Step.VERIFIED);
        return moved.result(moved.files > 0 ? Outcome.SUCCEEDED : Outcome.UNCHANGED, Optional.empty());
    }

    /** Stops at the first that cannot be moved, and where somebody cancels; the rest stays as it is. */
    private static Optional<RuntimeException> move(
            Work work, QuarantinedFiles files, List<Entry> entries, Moved moved) {
        files.journal(entries);
        work.steps().reached(Step.JOURNALED);
        work.steps().reached(Step.DELETING);
        for (Entry entry : entries) {
            if (work.cancelled().getAsBoolean()) {
                break;
            }
            try {
                files.move(entry);
            } catch (RuntimeException e) {
                return Optional.of(e);
            }
            moved.files++;
            moved.bytes += entry.bytes();
            work.progress().done(1, entry.bytes());
            work.steps().reached(Step.DELETED_SOME);
        }
        return Optional.empty();
    }

    private static void throwIf(Optional<Refusal> refusal) {
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get().guard(), refusal.get().reason());
        }
    }

    /** Counts while it goes on. */
    private static final class Moved {
        private final Check lives;
        private final String found;
        private long next;
        private long spared;
        private long files;
        private long bytes;

        Moved(Check lives, String found) {
            this.lives = lives;
            this.found = found;
        }

        Result result(Outcome outcome, Optional<RuntimeException> failure) {
            Check again = Check.passed("asked again before each move", spared + " stay: needed since, changed or gone");
            Receipt receipt = new Receipt(List.of(lives, again), 0, 0, 0, files, 0, bytes, 0, 0, 0);
            return new Result(
                    outcome,
                    found + "; " + files + " moved to quarantine (" + new DataSize(bytes) + ")",
                    Optional.empty(),
                    files,
                    0,
                    bytes,
                    0,
                    Optional.empty(),
                    Optional.of(receipt.json()),
                    failure.map(Failures::describe));
        }
    }
}
