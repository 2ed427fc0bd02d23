package io.firn.benchmarks.faults;

import java.time.Duration;
import java.util.Set;

/**
 * Something that goes wrong, and who must hear of it.
 *
 * @param told alerts that must arrive, all of them; none where the stack heals by itself
 * @param companions alerts that may arrive besides, since they are true as well
 * @param within the time in which they must have arrived; for a fault that nobody needs to hear of, how long it is watched
 * @param aftermath for how long nobody may be told of anything after the repair until the next fault comes
 * @param repair undoes it; where {@code heals} is false nothing can, and what was told stays
 */
record InjectedFault(
        String name,
        Action inject,
        Action repair,
        Set<String> told,
        Set<String> companions,
        Duration within,
        Duration aftermath,
        boolean heals) {
    InjectedFault {
        told = Set.copyOf(told);
        companions = Set.copyOf(companions);
    }

    /** Does something to the stack. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }
}
