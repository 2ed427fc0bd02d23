package io.firn.maintenance.engine;

import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The groups of one run that are being written now. Used by the run's thread; the writing is the executor's. */
final class GroupRewrites {
    private static final Logger LOG = LoggerFactory.getLogger(GroupRewrites.class);

    private final Work work;
    private final ColumnThreads columns;
    private final CompletionService<GroupRewrite.Written> completion;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private int inFlight;

    GroupRewrites(Work work, ExecutorService executor, ColumnThreads columns) {
        this.work = work;
        this.columns = columns;
        this.completion = new ExecutorCompletionService<>(executor);
    }

    int inFlight() {
        return inFlight;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // take() returns it.
    void submit(RewriteFileGroup group) {
        completion.submit(() -> GroupRewrite.write(
                work, group, columns, () -> stopped.get() || work.cancelled().getAsBoolean()));
        inFlight++;
    }

    /** The next group that has ended, well or badly. */
    Future<GroupRewrite.Written> take() throws InterruptedException {
        Future<GroupRewrite.Written> done = completion.take();
        inFlight--;
        return done;
    }

    /** Stops what is still being written, waits until it has, and deletes what was written for nothing. */
    void discard() {
        stopped.set(true);
        boolean interrupted = false;
        while (inFlight > 0) {
            try {
                work.uncommitted().discard(take().get().locations());
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                LOG.debug("A group that is not needed any more has failed: {}", Failures.describe(e));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
