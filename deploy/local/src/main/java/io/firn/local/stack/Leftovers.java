package io.firn.local.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Processes of an earlier start that was killed. They end by themselves when their supervisor is gone; until they have,
 * nothing may be started on their data.
 */
final class Leftovers {
    private static final long PATIENCE_SECONDS = 15;

    private Leftovers() {}

    static void awaitEnd(Map<String, Long> pids, Consumer<String> notes) throws StackException, InterruptedException {
        List<String> alive = new ArrayList<>();
        List<CompletableFuture<ProcessHandle>> ends = new ArrayList<>();
        pids.forEach(
                (name, pid) -> ProcessHandle.of(pid).filter(Leftovers::isOurs).ifPresent(process -> {
                    alive.add(name + " (process " + pid + ")");
                    ends.add(process.onExit());
                }));
        if (alive.isEmpty()) {
            return;
        }
        notes.accept("An earlier start was killed; waiting for what it left: " + String.join(", ", alive));
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new StackException(
                    "Cannot start: processes of an earlier start still run: " + String.join(", ", alive)
                            + "; end them with kill",
                    e);
        }
    }

    /** A number may since belong to somebody else's process. The system tells only the beginning of a long command. */
    private static boolean isOurs(ProcessHandle process) {
        return process.info()
                .commandLine()
                .map(line -> line.contains("-Dfirn.") || line.contains("--config.file="))
                .orElse(false);
    }
}
