package io.firn.daemon.view;

import java.time.Instant;

/**
 * One request to change something, accepted or refused.
 *
 * @param subject the table or the run that it was about; {@code *} for every table
 * @param answer the HTTP status and what came of it
 */
public record AuditView(String id, Instant at, String actor, String action, String subject, String answer) {}
