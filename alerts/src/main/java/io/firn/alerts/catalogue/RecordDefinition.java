package io.firn.alerts.catalogue;

/** A recording rule: what several alerts and the dashboards compute once. */
public record RecordDefinition(String name, String expression, String meaning) {}
