package io.firn.maintenance.run;

import io.firn.maintenance.plan.Operation;
import java.time.Instant;

/**
 * How far a run is, at the moment it was asked for. The totals are 0 until the run knows them.
 *
 * @param table {@code namespace.table}
 * @param filesTotal files to read, or to delete
 * @param bytesTotal their size; 0 where it is not known
 */
public record RunProgress(
        String runId,
        String table,
        Operation operation,
        Instant started,
        long filesDone,
        long filesTotal,
        long bytesDone,
        long bytesTotal) {}
