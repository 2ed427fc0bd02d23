package io.firn.daemon.view;

import java.util.List;

/** Whether a person should look at a table, and why; a table that maintenance will take care of by itself is fine. */
public record Health(boolean ok, List<String> reasons) {
    public static final Health FINE = new Health(true, List.of());

    public Health {
        reasons = List.copyOf(reasons);
        if (ok != reasons.isEmpty()) {
            throw new IllegalArgumentException("Cannot judge a table: ok is " + ok + " with reasons " + reasons);
        }
    }

    public static Health attention(List<String> reasons) {
        return new Health(reasons.isEmpty(), reasons);
    }
}
