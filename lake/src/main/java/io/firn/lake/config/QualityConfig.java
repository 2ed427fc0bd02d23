package io.firn.lake.config;

/** How the data of the tables is checked. */
public record QualityConfig(ReconciliationConfig reconciliation) {}
