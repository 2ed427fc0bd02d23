package io.firn.maintenance.engine;

/**
 * Told of every border between two steps of a run. In production nobody listens; tests end the process there, to prove
 * that the next start finishes or rolls back what was begun.
 */
@FunctionalInterface
public interface Steps {
    Steps NONE = step -> {};

    /** May throw to break the run off, as a crash would. */
    void reached(Step step);
}
