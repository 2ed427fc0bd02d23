package io.firn.maintenance.plan;

/**
 * A guard's no to an operation.
 *
 * @param reason what an on-call reader needs to know, without a path or a value of the data
 */
public record Refusal(Guard guard, String reason) {
    public Refusal {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Cannot refuse without a reason: guard " + guard);
        }
    }
}
