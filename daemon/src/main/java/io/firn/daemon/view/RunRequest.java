package io.firn.daemon.view;

/** The body that asks for a run. */
public record RunRequest(String operation) {}
