package io.firn.maintenance.engine;

/** The run's lease has ended, perhaps because the process was paused; somebody else may be at work on the table. */
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException(String table) {
        super("Cannot commit to " + table + ": the run no longer holds the table's lease");
    }
}
