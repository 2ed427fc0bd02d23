package io.firn.quality.sql;

/** A rule that cannot be evaluated. The message holds nothing but the rule's own words. */
public final class SqlRuleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    public SqlRuleException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
