package io.firn.maintenance.ledger;

import java.time.Instant;

/**
 * One request to change something, accepted or refused.
 *
 * @param actor who asked, as far as that is known
 * @param action what was asked, for example {@code run compaction}
 * @param subject the table or the run that it is about, {@code *} for every table
 * @param answer the HTTP status, and what was said where it was refused
 */
public record AuditEntry(String id, Instant at, String actor, String action, String subject, String answer) {
    public AuditEntry {
        if (actor.isBlank() || action.isBlank()) {
            throw new IllegalArgumentException(
                    "Cannot audit a change without actor and action: '" + actor + "', '" + action + "'");
        }
    }
}
