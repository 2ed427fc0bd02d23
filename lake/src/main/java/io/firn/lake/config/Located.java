package io.firn.lake.config;

/** A value and where it is written. */
record Located<T>(Origin origin, T value) {}
