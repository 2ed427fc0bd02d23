package io.firn.maintenance.plan;

import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What bears on a plan beside the table and its policy.
 *
 * @param attempts earlier runs on this table, newest first; an operation that failed or gained nothing is left alone for a
 *     while, longer on the same snapshot
 * @param policyProblem why the table's own properties are refused
 * @param paused the operations that somebody has paused on this table, in words
 * @param rewrittenInHour bytes that compactions of all tables rewrote in the last hour, those that run now as planned
 * @param budgetPerHour how many they may
 * @param consumers the table's registered readers
 */
public record Circumstances(
        List<Attempt> attempts,
        Optional<String> policyProblem,
        Map<Operation, String> paused,
        DataSize rewrittenInHour,
        Optional<DataSize> budgetPerHour,
        ForeignMaintenance foreignMaintenance,
        List<Consumer> consumers) {
    public Circumstances {
        attempts = List.copyOf(attempts);
        paused = Map.copyOf(paused);
        consumers = List.copyOf(consumers);
    }

    /** Nothing but a history of runs. */
    public static Circumstances of(List<Attempt> attempts) {
        return new Circumstances(
                attempts,
                Optional.empty(),
                Map.of(),
                new DataSize(0),
                Optional.empty(),
                ForeignMaintenance.REFUSE,
                List.of());
    }

    /** Why a compaction of so many bytes has to wait; one that alone is over the budget waits for an empty hour. */
    Optional<String> overBudget(long bytes) {
        return isOver(budgetPerHour, rewrittenInHour.bytes(), bytes)
                ? Optional.of("waits: budget: " + rewrittenInHour + " of " + budgetPerHour.get()
                        + " were rewritten in the last hour, this needs " + new DataSize(bytes))
                : Optional.empty();
    }

    /** Whether so many bytes more than were rewritten in the last hour are over a budget. */
    public static boolean isOver(Optional<DataSize> budgetPerHour, long rewrittenInHour, long bytes) {
        return budgetPerHour.isPresent()
                && rewrittenInHour > 0
                && rewrittenInHour + bytes > budgetPerHour.get().bytes();
    }
}
