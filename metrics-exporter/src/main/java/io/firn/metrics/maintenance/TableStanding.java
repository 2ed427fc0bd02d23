package io.firn.metrics.maintenance;

import java.util.Optional;

/**
 * What stands of one table now, by the ledger.
 *
 * @param quarantinedFiles orphans that were moved away and can be put back
 * @param candidates orphans that the last scan found and nobody has moved yet; absent while there was no scan
 * @param lostInARow compactions in a row, up to now, that lost to writers and committed nothing
 * @param consumers registered streaming readers
 * @param consumersLetGo those of them for whom expiry keeps nothing any more
 */
public record TableStanding(
        String catalog,
        String table,
        long quarantinedFiles,
        long quarantinedBytes,
        Optional<Candidates> candidates,
        int lostInARow,
        long consumers,
        long consumersLetGo) {
    /** How many, and their size. */
    public record Candidates(long files, long bytes) {}
}
