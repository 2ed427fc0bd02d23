package io.firn.maintenance.run;

/** What became of the wish to end a run. */
public enum Cancelled {
    /** The run ends at its next border between two steps; what it has committed stays. */
    REQUESTED,
    /** It has ended already, or waits to be resolved. */
    NOT_RUNNING,
    UNKNOWN_RUN
}
