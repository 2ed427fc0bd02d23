package io.firn.maintenance.run;

import io.firn.maintenance.ledger.Run;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** One line for the end of a run; a failure is never INFO. */
final class RunLog {
    private RunLog() {}

    static void ended(Logger log, Run run) {
        Level level =
                switch (run.outcome()) {
                    case SUCCEEDED, UNCHANGED -> Level.INFO;
                    case RUNNING, CONFLICT, REJECTED, CANCELLED -> Level.WARN;
                    case FAILED, UNKNOWN -> Level.ERROR;
                };
        String error = run.error().map(text -> " (" + text + ")").orElse("");
        log.atLevel(level)
                .log("{} of {} ends: {}: {}{}", run.operation().id(), run.table(), run.outcome(), run.reason(), error);
    }
}
