package io.firn.lake.config;

/** What happens to a table that somebody else maintains as well (hazard H17). */
public enum ForeignMaintenance {
    /** Nothing is rewritten or expired while the other's last commit is recent. */
    REFUSE,
    /** It is maintained, and the plan says what was seen. */
    WARN
}
