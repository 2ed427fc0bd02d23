package io.firn.maintenance.reachability;

import io.firn.lake.catalog.LocalFileIO;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Streams the files under a prefix that are not known already, holding a few thousand at a time however many there are. On local
 * disks, directories are listed by several threads, and a known file costs no more than its name; an object store gives pages of
 * a thousand files.
 */
public final class Listing {
    private static final int BATCH = 512;
    private static final int BATCHES = 16;

    private Listing() {}

    /**
     * Tells of each file whose location is not known, in no particular order, on the calling thread.
     *
     * @param known asked of each location once, by several threads
     * @param threads list directories; none of them may be waiting for this call
     * @return how many were known
     * @throws IllegalStateException if the storage cannot list
     * @throws RuntimeException if anything cannot be listed, or what {@code file} throws
     */
    public static long of(
            FileIO io, String prefix, Predicate<String> known, ExecutorService threads, Consumer<FileInfo> file) {
        LongAdder counted = new LongAdder();
        Predicate<String> skipped = location -> {
            boolean isKnown = known.test(location);
            if (isKnown) {
                counted.increment();
            }
            return isKnown;
        };
        if (io instanceof LocalFileIO local) {
            new Directories(local, skipped, threads).list(prefix, file);
        } else if (io instanceof SupportsPrefixOperations prefixes) {
            for (FileInfo info : prefixes.listPrefix(prefix)) {
                if (!skipped.test(info.location())) {
                    file.accept(info);
                }
            }
        } else {
            throw new IllegalStateException(
                    "Cannot list files under " + prefix + ": " + io.getClass().getName() + " lists no prefixes");
        }
        return counted.sum();
    }

    /** One listing of a tree. The threads hand batches over; the caller takes them until every directory is done. */
    private static final class Directories {
        private sealed interface Message {
            record Files(List<FileInfo> files) implements Message {}

            record Failed(RuntimeException cause) implements Message {}

            record Done() implements Message {}
        }

        private final LocalFileIO io;
        private final Predicate<String> skipped;
        private final ExecutorService threads;
        private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(BATCHES);
        private final AtomicInteger unfinished = new AtomicInteger();
        private volatile boolean stopped;

        Directories(LocalFileIO io, Predicate<String> skipped, ExecutorService threads) {
            this.io = io;
            this.skipped = skipped;
            this.threads = threads;
        }

        void list(String root, Consumer<FileInfo> file) {
            submit(root);
            boolean done = false;
            try {
                while (!done) {
                    Message message = messages.take();
                    if (message instanceof Message.Files batch) {
                        batch.files().forEach(file);
                    } else if (message instanceof Message.Failed failed) {
                        throw failed.cause();
                    } else {
                        done = true;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the listing was interrupted");
            } finally {
                stopped = true;
                if (!done) {
                    drain();
                }
            }
        }

        private void submit(String directory) {
            unfinished.incrementAndGet();
            try {
                threads.execute(() -> run(directory));
            } catch (RejectedExecutionException e) {
                unfinished.decrementAndGet();
                throw e;
            }
        }

        private void run(String directory) {
            try {
                if (!stopped) {
                    list(directory);
                }
            } catch (RuntimeException e) {
                put(new Message.Failed(e));
            } finally {
                if (unfinished.decrementAndGet() == 0) {
                    put(new Message.Done());
                }
            }
        }

        private void list(String directory) {
            List<FileInfo> batch = new ArrayList<>(BATCH);
            io.listDirectory(
                    directory,
                    skipped,
                    file -> {
                        batch.add(file);
                        if (batch.size() == BATCH) {
                            if (stopped) {
                                throw new CancellationException("the listing is not needed any more");
                            }
                            put(new Message.Files(List.copyOf(batch)));
                            batch.clear();
                        }
                    },
                    this::submit);
            if (!batch.isEmpty()) {
                put(new Message.Files(batch));
            }
        }

        /** Also when interrupted: the caller takes everything, and would wait for ever for what is not put. */
        private void put(Message message) {
            uninterruptibly(() -> {
                messages.put(message);
                return message;
            });
        }

        /** Frees the threads that wait to hand something over; returns once none of them works for this listing. */
        private void drain() {
            Message message = uninterruptibly(messages::take);
            while (!(message instanceof Message.Done)) {
                message = uninterruptibly(messages::take);
            }
        }

        private interface Waiting {
            Message run() throws InterruptedException;
        }

        private static Message uninterruptibly(Waiting waiting) {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return waiting.run();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
