package io.firn.maintenance.orphans;

import io.firn.maintenance.engine.Work;
import io.firn.maintenance.ledger.OrphanCandidates.Candidate;
import io.firn.maintenance.ledger.Quarantine.Entry;
import io.firn.maintenance.ledger.Quarantine.State;
import io.firn.maintenance.plan.Guard;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a run's orphans go: {@code <quarantine-location>/<table uuid>/<run id>}, by default under {@code _firn_quarantine}
 * beside the table's directory, which no listing of the table's prefix has, with or without a slash at its end.
 */
record QuarantineFolder(String location) {
    private static final String BESIDE = "_firn_quarantine";

    static QuarantineFolder of(Work work, Optional<String> configured) {
        String parent = configured.orElseGet(() -> beside(work.table().location()));
        return new QuarantineFolder(TablePaths.slashed(parent) + work.table().uuid() + "/" + work.runId());
    }

    Entry entry(Work work, Candidate candidate, long number, Instant keepUntil) {
        String own = candidate.location();
        return new Entry(
                work.runId(),
                number,
                work.state().name(),
                work.table().uuid().toString(),
                own,
                location + "/" + number + "-" + own.substring(own.lastIndexOf('/') + 1),
                candidate.bytes(),
                State.MOVING,
                keepUntil);
    }

    private static String beside(String table) {
        String bare = table.replaceAll("/+$", "");
        int slash = bare.lastIndexOf('/');
        if (slash <= 0 || bare.charAt(slash - 1) == '/') {
            throw new RefusedException(
                    Guard.H5, "the table is a whole bucket, nothing is beside it: set orphans.quarantine-location");
        }
        return bare.substring(0, slash + 1) + BESIDE;
    }
}
