package io.firn.lake.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Forces a file to disk while it is still being written, so that little is left to wait for in the end. One thread writes;
 * another, which all files share, forces.
 */
final class EarlySync {
    private static final long EVERY_BYTES = 16L << 20;
    private static final Executor THREAD = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "firn-sync");
        thread.setDaemon(true);
        return thread;
    });

    private final FileChannel channel;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private long next = EVERY_BYTES;

    EarlySync(FileChannel channel) {
        this.channel = channel;
    }

    /** So much was written, or is about to be. */
    void written(long bytes) {
        if (bytes < next) {
            return;
        }
        next = bytes + EVERY_BYTES;
        if (last.isDone() && !last.isCompletedExceptionally()) {
            last = CompletableFuture.runAsync(this::force, THREAD);
        }
    }

    /**
     * Returns when everything is on the disk.
     *
     * @throws IOException also if an earlier attempt failed: the system tells of an error only once
     */
    void end() throws IOException {
        try {
            last.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure.getCause();
            }
            throw e;
        }
        channel.force(false);
    }

    private void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
