package io.firn.metrics.slo;

/** One look at one table: whether it was as promised. */
public record Evaluation(Objective objective, String tier, boolean bad) {}
