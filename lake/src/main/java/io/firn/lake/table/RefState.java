package io.firn.lake.table;

/** A branch or a tag. */
public record RefState(String name, long snapshotId, boolean isBranch) {}
