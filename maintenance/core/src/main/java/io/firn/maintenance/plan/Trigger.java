package io.firn.maintenance.plan;

/** Why an operation is considered now. */
public enum Trigger {
    /** The table changed: the policy's thresholds decide, and a table that just failed is left alone for a while. */
    THRESHOLD,
    /** The policy's cron expression fired: whatever gains something is done. */
    CRON,
    /** A person asked: whatever gains something is done. */
    REQUEST;

    /** Whether thresholds and back-off give way. Guards never do. */
    public boolean relaxesThresholds() {
        return this != THRESHOLD;
    }
}
