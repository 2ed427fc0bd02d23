package io.firn.maintenance.run;

import io.firn.maintenance.engine.Progress;
import io.firn.maintenance.ledger.Run;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The runs of this process that go on now. */
final class ActiveRuns {
    private record Active(Run run, Progress progress, Cancellation cancellation) {}

    private final Map<String, Active> byId = new ConcurrentHashMap<>();

    void begin(Run run, Progress progress, Cancellation cancellation) {
        byId.put(run.id(), new Active(run, progress, cancellation));
    }

    void end(Run run) {
        byId.remove(run.id());
    }

    /** Tells the run at once, if this process has it. */
    void cancel(String runId, String by) {
        Active active = byId.get(runId);
        if (active != null) {
            active.cancellation().request(by);
        }
    }

    boolean contains(String runId) {
        return byId.containsKey(runId);
    }

    /** As far as they are now, oldest first. */
    List<Run> runs(Instant now) {
        return byId.values().stream()
                .map(active -> active.run().withProgress(active.progress().at(now)))
                .sorted(Comparator.comparing(Run::started))
                .toList();
    }
}
