package io.firn.lake.config;

/** A check that is not run on the tables that match, built in or not. */
public record SwitchedOff(Glob table, String check) {}
