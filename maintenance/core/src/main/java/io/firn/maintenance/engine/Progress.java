package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.RunProgress;
import io.firn.maintenance.ledger.RunProgress.Amount;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts a run's work while it goes on; written by its threads, read by anybody. */
public final class Progress {
    private final Count files = new Count();
    private final Count bytes = new Count();
    private final Count rows = new Count();

    private static final class Count {
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong total = new AtomicLong();

        Amount amount() {
            return new Amount(done.get(), total.get());
        }
    }

    /** For work on files whose rows do not matter. */
    public void expect(long files, long bytes) {
        expect(files, bytes, 0);
    }

    public void expect(long files, long bytes, long rows) {
        this.files.total.addAndGet(files);
        this.bytes.total.addAndGet(bytes);
        this.rows.total.addAndGet(rows);
    }

    /** For work on files whose rows do not matter. */
    public void done(long files, long bytes) {
        done(files, bytes, 0);
    }

    public void done(long files, long bytes, long rows) {
        this.files.done.addAndGet(files);
        this.bytes.done.addAndGet(bytes);
        this.rows.done.addAndGet(rows);
    }

    /** What has been counted by {@code now}; empty until it is known how much there is to do. */
    public Optional<RunProgress> at(Instant now) {
        RunProgress progress = new RunProgress(now, files.amount(), bytes.amount(), rows.amount());
        return Optional.of(progress).filter(counted -> counted.files().total() > 0);
    }
}
