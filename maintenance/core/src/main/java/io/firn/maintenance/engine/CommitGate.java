package io.firn.maintenance.engine;

/** Asked right before every commit whether this run may still change the table (hazard H20). */
@FunctionalInterface
public interface CommitGate {
    /** Returns when the lease is held, throws {@link LeaseLostException} when it is not. */
    void check();
}
