package io.firn.maintenance.verify;

/** What must not change about a data file that a rewrite leaves alone. */
record LiveFile(long records, long dataSequenceNumber) {}
