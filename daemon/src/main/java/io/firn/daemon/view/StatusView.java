package io.firn.daemon.view;

import java.time.Instant;

/** What is at the top of every page. */
public record StatusView(Instant now, Instant started, VerdictView verdict) {}
