package io.firn.maintenance.run;

import io.firn.maintenance.engine.Progress;
import io.firn.maintenance.ledger.Run;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The runs of this process that go on now. */
final class ActiveRuns {
    private record Active(Run run, Progress progress, Cancellation cancellation) {}

    private final Map<String, Active> byId = new ConcurrentHashMap<>();

    Progress begin(Run run, Cancellation cancellation) {
        Progress progress = new Progress();
        byId.put(run.id(), new Active(run, progress, cancellation));
        return progress;
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

    List<RunProgress> progress() {
        return byId.values().stream()
                .map(active -> new RunProgress(
                        active.run().id(),
                        active.run().table(),
                        active.run().operation(),
                        active.run().started(),
                        active.progress().filesDone(),
                        active.progress().filesTotal(),
                        active.progress().bytesDone(),
                        active.progress().bytesTotal()))
                .sorted(Comparator.comparing(RunProgress::started))
                .toList();
    }
}
