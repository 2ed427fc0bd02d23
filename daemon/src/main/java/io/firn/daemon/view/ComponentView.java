package io.firn.daemon.view;

import java.time.Instant;

/**
 * Something that the daemon needs: catalog, kafka, database, tables.
 *
 * @param since when it became so
 */
public record ComponentView(String name, boolean ok, String message, Instant since) {}
