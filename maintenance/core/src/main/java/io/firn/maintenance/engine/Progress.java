package io.firn.maintenance.engine;

import java.util.concurrent.atomic.AtomicLong;

/** Counts a run's work while it goes on; written by its threads, read by anybody. */
public final class Progress {
    private final AtomicLong filesDone = new AtomicLong();
    private final AtomicLong filesTotal = new AtomicLong();
    private final AtomicLong bytesDone = new AtomicLong();
    private final AtomicLong bytesTotal = new AtomicLong();

    public void expect(long files, long bytes) {
        filesTotal.addAndGet(files);
        bytesTotal.addAndGet(bytes);
    }

    public void done(long files, long bytes) {
        filesDone.addAndGet(files);
        bytesDone.addAndGet(bytes);
    }

    public long filesDone() {
        return filesDone.get();
    }

    public long filesTotal() {
        return filesTotal.get();
    }

    public long bytesDone() {
        return bytesDone.get();
    }

    public long bytesTotal() {
        return bytesTotal.get();
    }
}
