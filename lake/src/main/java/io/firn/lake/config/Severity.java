package io.firn.lake.config;

/** How bad it is when a check fails: whether somebody is woken, or a ticket is written. */
public enum Severity {
    CRITICAL,
    WARNING
}
