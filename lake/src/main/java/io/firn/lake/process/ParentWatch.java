package io.firn.lake.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Ends this process when the one that started it is gone, even by {@code kill -9}: the parent holds the other end of
 * standard input, and the system closes it for whoever dies. Shutdown hooks run, but not for longer than
 * {@link #GRACE}.
 */
public final class ParentWatch {
    /** Start the JVM with {@code -Dfirn.stop-with-parent=true} to have it watch. */
    public static final String PROPERTY = "firn.stop-with-parent";

    static final Duration GRACE = Duration.ofSeconds(10);

    private ParentWatch() {}

    /** Starts watching if the JVM was asked to, see {@link #PROPERTY}. Call it first in {@code main}. */
    public static void startIfAsked() {
        if (Boolean.getBoolean(PROPERTY)) {
            watch(System.in, ParentWatch::end);
        }
    }

    static void watch(InputStream parent, Runnable whenGone) {
        Thread thread = new Thread(
                () -> {
                    drain(parent);
                    whenGone.run();
                },
                "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void drain(InputStream parent) {
        try {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
    }

    /** A hook that hangs must not keep an orphan alive. */
    private static void end() {
        Thread deadline = new Thread(
                () -> {
                    try {
                        Thread.sleep(GRACE.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(143);
                },
                "parent-watch-deadline");
        deadline.setDaemon(true);
        deadline.start();
        System.exit(143);
    }
}
