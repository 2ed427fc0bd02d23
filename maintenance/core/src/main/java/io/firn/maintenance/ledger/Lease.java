package io.firn.maintenance.ledger;

import java.time.Instant;

/**
 * The right to change one table, for a while.
 *
 * @param holder the run that holds it
 * @param token grows with every holder of this table, so a holder that slept through its time is told apart (hazard H20)
 */
public record Lease(String catalog, String table, String holder, long token, Instant expires) {}
