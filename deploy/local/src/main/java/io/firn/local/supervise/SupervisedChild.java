package io.firn.local.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one process running: when it dies it is named, its last lines are shown, and it is started again after a while,
 * for ever. What it prints goes to its log.
 */
public final class SupervisedChild {
    private static final long LOG_LIMIT = 8L << 20;
    private static final long LITTLE_SPACE = 64L << 20;
    private static final int LOGS_KEPT = 3;

    private final ChildSpec spec;
    private final RotatingLog log;
    private final Path logFile;
    private final Backoff backoff;
    private final Narrator narrator;
    private final Runnable changed;
    private final Thread keeper;

    private @Nullable Process process;
    private boolean stopping;
    private boolean ready;
    private boolean wasReady;
    private boolean refused;
    private int deathsInARow;

    /** @param changed called whenever {@link #pid()} changed */
    public SupervisedChild(ChildSpec spec, Path logDirectory, Backoff backoff, Narrator narrator, Runnable changed) {
        this.spec = spec;
        this.logFile = logDirectory.resolve(spec.name() + ".log");
        this.log = new RotatingLog(logFile, LOG_LIMIT, LOGS_KEPT);
        this.backoff = backoff;
        this.narrator = narrator;
        this.changed = changed;
        this.keeper = new Thread(this::keep, spec.name());
        keeper.setDaemon(true);
    }

    public String name() {
        return spec.name();
    }

    public void start() {
        keeper.start();
    }

    /** The process that runs now. */
    public synchronized OptionalLong pid() {
        return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
    }

    /**
     * Waits until the process is ready, at most this long and not beyond {@code deathsAllowed} deaths in a row.
     *
     * @return whether it is
     */
    public synchronized boolean awaitReady(Duration atMost, int deathsAllowed) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!ready && !refused && deathsInARow <= deathsAllowed && !stopping) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return ready;
    }

    /** Whether it ended before it was ever ready, with the exit code for what no second try would help. */
    public synchronized boolean hasRefused() {
        return refused;
    }

    public List<String> lastLines() {
        return log.lastLines();
    }

    /** Ends the process, by force if it does not obey in time; afterwards it is gone and stays so. */
    public void stop() throws InterruptedException {
        Process running;
        synchronized (this) {
            stopping = true;
            running = process;
            notifyAll();
        }
        if (running != null) {
            running.destroy();
            if (!running.waitFor(spec.stopWithin().toMillis(), TimeUnit.MILLISECONDS)) {
                narrator.say(spec.name() + " does not end within "
                        + spec.stopWithin().toSeconds() + " s: killing it");
                running.destroyForcibly().waitFor();
            }
        }
        if (keeper.isAlive()) {
            keeper.join();
        }
        log.close();
    }

    private void keep() {
        try {
            while (launch()) {
                awaitNextStart();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the process once; returns whether it is to be started again. */
    private boolean launch() throws InterruptedException {
        long started = System.nanoTime();
        Process current;
        synchronized (this) {
            if (stopping) {
                return false;
            }
            log.begin();
            try {
                current = new ProcessBuilder(spec.command())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                deathsInARow++;
                notifyAll();
                narrator.say("Cannot start " + spec.name() + ": " + e.getMessage());
                return true;
            }
            process = current;
        }
        changed.run();
        Thread pump = daemonThread(spec.name() + "-log", () -> pump(current, started));
        if (spec.readiness() instanceof Readiness.Health health) {
            daemonThread(spec.name() + "-health", () -> probe(health, current, started));
        }
        int code = current.waitFor();
        pump.join(1_000);
        return buried(code, Duration.ofNanos(System.nanoTime() - started));
    }

    private boolean buried(int code, Duration lived) {
        boolean again;
        synchronized (this) {
            process = null;
            ready = false;
            deathsInARow = backoff.wasHealthy(lived) ? 1 : deathsInARow + 1;
            refused = code == ExitCode.REFUSAL && !wasReady;
            again = !stopping && !refused;
            notifyAll();
        }
        changed.run();
        if (again) {
            narrator.say(
                    spec.name() + " died after " + lived.toSeconds() + " s (" + ExitCode.explain(code)
                            + "). Its last lines, more in " + logFile + ":",
                    log.lastLines());
            log.failure().ifPresent(narrator::say);
            sayIfDiskIsFull();
        }
        return again;
    }

    private void sayIfDiskIsFull() {
        long free = logFile.toFile().getParentFile().getUsableSpace();
        if (free < LITTLE_SPACE) {
            narrator.say("The disk that holds " + logFile.getParent() + " has only " + (free >> 20)
                    + " MB left: make room, nothing is lost");
        }
    }

    private synchronized void awaitNextStart() throws InterruptedException {
        Duration delay = backoff.delay(deathsInARow);
        if (stopping) {
            return;
        }
        narrator.say(spec.name() + " starts again in " + delay.toSeconds() + " s");
        long deadline = System.nanoTime() + delay.toNanos();
        long left = delay.toMillis();
        while (!stopping && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    private void pump(Process current, long started) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(current.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                log.line(line);
                if (spec.readiness() instanceof Readiness.Line ready && line.startsWith(ready.start())) {
                    ready(current, started);
                }
                line = reader.readLine();
            }
        } catch (IOException e) {
            log.line("(the rest of what it printed is lost: " + e.getMessage() + ")");
        }
    }

    private void probe(Readiness.Health health, Process current, long started) {
        try {
            if (HealthProbe.await(health.address(), current::isAlive)) {
                ready(current, started);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ready(Process current, long started) {
        synchronized (this) {
            if (ready || stopping || !current.equals(process)) {
                return;
            }
            ready = true;
            wasReady = true;
            // Before anybody hears of it: what it makes possible is told after it.
            narrator.say(String.format("  %-10s ready after %.1f s", spec.name(), (System.nanoTime() - started) / 1e9));
            notifyAll();
        }
    }

    private static Thread daemonThread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
